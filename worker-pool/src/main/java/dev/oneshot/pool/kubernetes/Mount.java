package dev.oneshot.pool.kubernetes;

import java.util.Objects;

/**
 * A secret or config map as files, to be read only.
 *
 * @param path absolute, e.g. {@code /etc/tls}
 */
public record Mount(String path, EnvSource source) {
  public Mount {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(source, "source");
  }
}
