package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoissonArrivalsTest {
  private static final int N = 20_000;

  private final long[] arrivals = PoissonArrivals.nanos(N, 50, 7);

  @Test
  void comeAsOftenAsTheyShould() {
    assertThat(arrivals).isSorted().hasSize(N);
    assertThat(N / (arrivals[N - 1] / 1e9)).isCloseTo(50, within(2.0));
  }

  /** The deviation of an exponential distribution is its mean: they come in bursts. */
  @Test
  void haveGapsThatVaryAsMuchAsTheyLast() {
    double[] gaps =
        IntStream.range(1, N).mapToDouble(i -> (arrivals[i] - arrivals[i - 1]) / 1e9).toArray();
    double mean = Arrays.stream(gaps).average().orElseThrow();
    double variance =
        Arrays.stream(gaps).map(gap -> (gap - mean) * (gap - mean)).average().orElseThrow();

    assertThat(Math.sqrt(variance) / mean).isCloseTo(1, within(0.05));
  }

  @Test
  void areTheSame_forTheSameSeed() {
    assertThat(PoissonArrivals.nanos(N, 50, 7)).isEqualTo(arrivals);
    assertThat(PoissonArrivals.nanos(N, 50, 8)).isNotEqualTo(arrivals);
  }
}
