package dev.oneshot.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.oneshot.pool.launch.WorkerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(PoolSettings.of("default"))
        .isEqualTo(
            new PoolSettings(
                "default",
                2,
                8,
                20,
                2 * Runtime.getRuntime().availableProcessors(),
                Duration.ofSeconds(30),
                256 * 1024 * 1024,
                List.of(),
                1,
                Duration.ofSeconds(25),
                null,
                1024 * 1024,
                false));
  }

  @Test
  void tellsTheLauncherWhatItNeeds() {
    PoolSettings settings =
        PoolSettings.of("scan").withFunctions(Path.of("/functions")).withMaxJobs(3);
    assertThat(settings.worker())
        .isEqualTo(
            new WorkerSpec(
                "scan",
                256 * 1024 * 1024,
                List.of(),
                3,
                Duration.ofSeconds(25),
                Path.of("/functions"),
                1024 * 1024));
  }

  @Test
  void changesOneThingAtATime() {
    PoolSettings settings =
        PoolSettings.of("a").withSize(0, 3).withLaunches(0.5, 1, Duration.ofSeconds(5));
    assertThat(settings.min()).isZero();
    assertThat(settings.max()).isEqualTo(3);
    assertThat(settings.launchesPerSecond()).isEqualTo(0.5);
    assertThat(settings.maxStarting()).isEqualTo(1);
    assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void refusesNamesThatAreNoWordOfARoutingKey() {
    for (String name : List.of("", "a.b", "A", "-a", "a-", "a*", "a".repeat(41))) {
      assertThatIllegalArgumentException().as(name).isThrownBy(() -> PoolSettings.of(name));
    }
  }

  @Test
  void refusesSizesThatCannotBe() {
    PoolSettings settings = PoolSettings.of("a");
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withSize(-1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withSize(3, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withSize(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withMaxJobs(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withLaunches(0, 1, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withLaunches(1, 0, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withLaunches(1, 1, Duration.ZERO));
  }
}
