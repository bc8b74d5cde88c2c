package dev.oneshot.request.transfer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code oneshot.transfers.*}.
 *
 * @param max how many bodies and results of 8 MiB and more may be on their way at once, or more
 *     that are smaller; 0: as many as an eighth of the heap holds
 * @param patience how long one waits for its turn before it is answered 503
 */
@ConfigurationProperties("oneshot.transfers")
public record TransferProperties(
    @DefaultValue("0") int max, @DefaultValue("10s") Duration patience) {
  public TransferProperties {
    if (max < 0) {
      throw new IllegalArgumentException("oneshot.transfers.max must not be negative");
    }
    if (max == 0) {
      max = fitting(Runtime.getRuntime().maxMemory());
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("oneshot.transfers.patience must not be negative");
    }
  }

  /** As many chunks as an eighth of a heap holds: each may have a second one read ahead. */
  static int fitting(long heapBytes) {
    return Math.clamp(heapBytes / 8 / Transfers.CHUNK_BYTES, 1, Integer.MAX_VALUE);
  }
}
