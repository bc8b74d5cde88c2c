package dev.oneshot.request.waiting;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.waiting.*}.
 *
 * @param defaultWait of a synchronous call that names none, unless its function does
 * @param maxWait what a caller's {@code Prefer: wait=} is cut to
 * @param maxCalls how many may wait on this replica at once; more are answered 503. 0: as many as
 *     two thirds of the heap hold
 * @param pollInterval how often the records of all waited-for jobs are looked at, should events get
 *     lost
 * @param drainWait how long waiting goes on after a shutdown began; then callers get a 202 and the
 *     job's URL
 */
@ConfigurationProperties("oneshot.waiting")
public record WaitingProperties(
    @DefaultValue("60s") Duration defaultWait,
    @DefaultValue("1h") Duration maxWait,
    @DefaultValue("0") int maxCalls,
    @DefaultValue("2s") Duration pollInterval,
    @DefaultValue("20s") Duration drainWait) {
  /**
   * Heap of a call that waits, with its connection, most of it Tomcat's buffers: a fifth more than
   * the 108 KB that were measured with 10,000 (benchmarks, part waiting).
   */
  private static final int CALL_BYTES = 128 * 1024;

  public WaitingProperties {
    if (defaultWait.isNegative() || maxWait.compareTo(defaultWait) < 0) {
      throw new IllegalArgumentException(
          "oneshot.waiting.default-wait must lie between 0 and oneshot.waiting.max-wait");
    }
    if (maxCalls < 0) {
      throw new IllegalArgumentException("oneshot.waiting.max-calls must not be negative");
    }
    if (maxCalls == 0) {
      maxCalls = fitting(Runtime.getRuntime().maxMemory());
    }
    if (!pollInterval.isPositive()) {
      throw new IllegalArgumentException("oneshot.waiting.poll-interval must be above zero");
    }
    if (drainWait.isNegative()) {
      throw new IllegalArgumentException("oneshot.waiting.drain-wait must not be negative");
    }
  }

  /** As many calls as two thirds of a heap hold. */
  static int fitting(long heapBytes) {
    return Math.clamp(heapBytes / 3 * 2 / CALL_BYTES, 1, Integer.MAX_VALUE);
  }
}
