package dev.oneshot.pool;

import dev.oneshot.pool.launch.WorkerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one pool is kept. {@link #of} gives the defaults.
 *
 * @param name as in functions' declarations: lower-case letters, digits and dashes, at most 40
 * @param min idle workers wanted
 * @param max live workers allowed, idle, starting and busy together; at least {@code min}
 * @param launchesPerSecond above zero
 * @param maxStarting how many may be starting at once, at least 1
 * @param startTimeout within which a worker must have become ready
 * @param heapBytes a worker's -Xmx, at least 16 MiB
 * @param jvmOptions more options of a worker's JVM
 * @param maxJobs after how many jobs a worker ends; above 1 it is no longer pristine
 * @param drain how long a busy worker may go on once it is asked to stop
 * @param functions directory of jars with functions; null for none
 * @param logLimitBytes how much of a job's output is kept
 * @param isPerController whether every controller keeps {@code min} to {@code max} workers of its
 *     own; otherwise all controllers of the pool keep so many together
 */
public record PoolSettings(
    String name,
    int min,
    int max,
    double launchesPerSecond,
    int maxStarting,
    Duration startTimeout,
    long heapBytes,
    List<String> jvmOptions,
    int maxJobs,
    Duration drain,
    @Nullable Path functions,
    long logLimitBytes,
    boolean isPerController) {
  public static final long LEAST_HEAP_BYTES = 16 * 1024 * 1024;

  // part of a queue's name and one word of a topic routing key
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final long MIB = 1024 * 1024;

  public PoolSettings {
    check(isName(name), "name: lower-case letters, digits and dashes, 1 to 40");
    check(min >= 0, "min must not be negative");
    check(max >= 1 && max >= min, "max must be at least 1 and at least min");
    check(launchesPerSecond > 0, "launchesPerSecond must be above zero");
    check(maxStarting >= 1, "maxStarting must be at least 1");
    check(startTimeout.isPositive(), "startTimeout must be above zero");
    check(heapBytes >= LEAST_HEAP_BYTES, "heapBytes must be at least 16 MiB");
    jvmOptions = List.copyOf(jvmOptions);
    check(maxJobs >= 1, "maxJobs must be at least 1");
    check(!drain.isNegative(), "drain must not be negative");
    check(logLimitBytes >= 0, "logLimitBytes must not be negative");
  }

  /** Whether the text may be a pool's name; any text may be asked. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  public static PoolSettings of(String name) {
    return new PoolSettings(
        name,
        2,
        8,
        20,
        2 * Runtime.getRuntime().availableProcessors(),
        Duration.ofSeconds(30),
        256 * MIB,
        List.of(),
        1,
        Duration.ofSeconds(25),
        null,
        MIB,
        false);
  }

  public PoolSettings withSize(int newMin, int newMax) {
    return new PoolSettings(
        name,
        newMin,
        newMax,
        launchesPerSecond,
        maxStarting,
        startTimeout,
        heapBytes,
        jvmOptions,
        maxJobs,
        drain,
        functions,
        logLimitBytes,
        isPerController);
  }

  public PoolSettings withLaunches(double newPerSecond, int newMaxStarting, Duration newTimeout) {
    return new PoolSettings(
        name,
        min,
        max,
        newPerSecond,
        newMaxStarting,
        newTimeout,
        heapBytes,
        jvmOptions,
        maxJobs,
        drain,
        functions,
        logLimitBytes,
        isPerController);
  }

  public PoolSettings withFunctions(Path directory) {
    return new PoolSettings(
        name,
        min,
        max,
        launchesPerSecond,
        maxStarting,
        startTimeout,
        heapBytes,
        jvmOptions,
        maxJobs,
        drain,
        directory,
        logLimitBytes,
        isPerController);
  }

  /** With {@link #isPerController}. */
  public PoolSettings keptByEveryController() {
    return new PoolSettings(
        name,
        min,
        max,
        launchesPerSecond,
        maxStarting,
        startTimeout,
        heapBytes,
        jvmOptions,
        maxJobs,
        drain,
        functions,
        logLimitBytes,
        true);
  }

  public PoolSettings withMaxJobs(int newMaxJobs) {
    return new PoolSettings(
        name,
        min,
        max,
        launchesPerSecond,
        maxStarting,
        startTimeout,
        heapBytes,
        jvmOptions,
        newMaxJobs,
        drain,
        functions,
        logLimitBytes,
        isPerController);
  }

  WorkerSpec worker() {
    return new WorkerSpec(name, heapBytes, jvmOptions, maxJobs, drain, functions, logLimitBytes);
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("pool settings: " + problem);
    }
  }
}
