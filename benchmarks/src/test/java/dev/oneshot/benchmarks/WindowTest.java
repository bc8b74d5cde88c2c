package dev.oneshot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class WindowTest {
  private static final long SECOND = 1_000_000_000L;

  private final Window window =
      new Window(
          new Window.Reading(5 * SECOND, 10, Double.NaN, 1, 2),
          new Window.Reading(15 * SECOND, 14, Double.NaN, 1.5, 3),
          20);

  @Test
  void dividesByItsTime_andByItsJobs() {
    assertThat(window.jobsPerSecond()).isCloseTo(2, within(1e-9));
    assertThat(window.workerCpuSecondsPerJob()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void tellsSharesOfAllProcessors() {
    double all = 10.0 * Runtime.getRuntime().availableProcessors();

    assertThat(window.workersPercent()).isCloseTo(400 / all, within(1e-9));
    assertThat(window.storePercent()).isCloseTo(50 / all, within(1e-9));
    assertThat(window.clientPercent()).isCloseTo(100 / all, within(1e-9));
  }

  @Test
  void saysNothing_ofWhomItCouldNotRead() {
    assertThat(window.brokerPercent()).isNaN();
    assertThat(Window.whole(window.brokerPercent())).isEqualTo("-");
    assertThat(Window.whole(12.6)).isEqualTo("13");
  }
}
