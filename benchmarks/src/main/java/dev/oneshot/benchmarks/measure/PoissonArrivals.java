package dev.oneshot.benchmarks.measure;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * When callers come who know nothing of each other: a Poisson process, whose gaps are distributed
 * exponentially. The same seed gives the same times.
 */
public final class PoissonArrivals {
  private PoissonArrivals() {}

  /**
   * Nanoseconds from the start to each arrival, ascending.
   *
   * @param perSecond how many arrive in a second on average
   */
  public static long[] nanos(int n, double perSecond, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long[] arrivals = new long[n];
    double seconds = 0;
    for (int i = 0; i < n; i++) {
      seconds += random.nextExponential() / perSecond;
      arrivals[i] = Math.round(seconds * 1e9);
    }
    return arrivals;
  }
}
