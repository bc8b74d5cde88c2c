package dev.oneshot.pool.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where pools are declared.
 *
 * @param file path of {@code pools.yaml}
 * @param reloadInterval how often it is read; what a mounted ConfigMap shows changes by a symlink,
 *     which no file watch tells reliably
 */
@ConfigurationProperties("oneshot.pools")
record PoolsProperties(
    @DefaultValue("/etc/oneshot/pools.yaml") Path file,
    @DefaultValue("2s") Duration reloadInterval) {
  PoolsProperties {
    Objects.requireNonNull(file, "file");
    if (!reloadInterval.isPositive()) {
      throw new IllegalArgumentException("oneshot.pools.reload-interval must be above zero");
    }
  }
}
