package dev.oneshot.standalone;

import dev.oneshot.pool.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code oneshot.worker.*}, the same for all pools.
 *
 * @param heap a worker's {@code -Xmx}
 * @param jvmOptions more options of a worker's JVM, none with a blank in it, e.g. {@code
 *     -XX:TieredStopAtLevel=4} for functions that compute for minutes
 * @param maxJobs after how many jobs a worker ends; above 1 workers are reused, for functions you
 *     trust
 * @param drain how long a busy worker may go on once it is asked to stop
 * @param logLimit how much of a job's output is kept
 */
@ConfigurationProperties("oneshot.worker")
record WorkerProperties(
    @DefaultValue("256MB") DataSize heap,
    @DefaultValue List<String> jvmOptions,
    @DefaultValue("1") int maxJobs,
    @DefaultValue("25s") Duration drain,
    @DefaultValue("1MB") DataSize logLimit) {
  WorkerProperties {
    jvmOptions = List.copyOf(jvmOptions);
    // two with a blank between them are one to the JVM, and none that it knows
    if (jvmOptions.stream().anyMatch(option -> option.chars().anyMatch(Character::isWhitespace))) {
      throw new IllegalArgumentException(
          "oneshot.worker.jvm-options has an option with a blank in it; between several there is a"
              + " comma: -XX:TieredStopAtLevel=4,-XX:CompileThresholdScaling=1");
    }
  }

  PoolSettings pool(String name, PoolSize size, Path functionJars) {
    PoolSettings defaults = PoolSettings.of(name);
    return new PoolSettings(
        name,
        size.min(),
        size.max(),
        defaults.launchesPerSecond(),
        defaults.maxStarting(),
        defaults.startTimeout(),
        heap.toBytes(),
        jvmOptions,
        maxJobs,
        drain,
        functionJars,
        logLimit.toBytes(),
        false);
  }
}
