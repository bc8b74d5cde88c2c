package dev.oneshot.pool.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The worker processes of pools with {@code isolation: process}.
 *
 * @param home the worker distribution
 * @param directory below which their scratch directories and output lie
 * @param stopGrace how long they have to end by themselves at the end of this program; should be
 *     longer than any pool's drain
 */
@ConfigurationProperties("oneshot.worker")
record WorkerProperties(
    @DefaultValue("/opt/oneshot/worker") Path home,
    Path directory,
    @DefaultValue("30s") Duration stopGrace) {
  WorkerProperties {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(directory, "directory");
    if (stopGrace.isNegative()) {
      throw new IllegalArgumentException("oneshot.worker.stop-grace must not be negative");
    }
  }
}
