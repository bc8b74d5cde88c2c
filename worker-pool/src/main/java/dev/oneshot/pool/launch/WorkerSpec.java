package dev.oneshot.pool.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What kind of worker to make.
 *
 * @param heapBytes the JVM's -Xmx, above zero
 * @param jvmOptions appended to those of the distribution, in order
 * @param maxJobs after how many jobs the worker ends
 * @param drain how long a busy worker may go on once it is asked to stop
 * @param functions directory whose jars are put on the class path, sorted by name; null for none
 * @param logLimitBytes how much of a job's output is kept
 */
public record WorkerSpec(
    String pool,
    long heapBytes,
    List<String> jvmOptions,
    int maxJobs,
    Duration drain,
    @Nullable Path functions,
    long logLimitBytes) {
  public WorkerSpec {
    Objects.requireNonNull(pool, "pool");
    jvmOptions = List.copyOf(jvmOptions);
    Objects.requireNonNull(drain, "drain");
  }
}
