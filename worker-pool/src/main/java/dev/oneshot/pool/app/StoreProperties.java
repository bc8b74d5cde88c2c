package dev.oneshot.pool.app;

import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code oneshot.store.*}.
 *
 * @param uri not checked here: Boot would repeat a value that is refused, and this one has a
 *     password in it
 */
@ConfigurationProperties("oneshot.store")
record StoreProperties(String uri, String database) {
  StoreProperties {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(database, "database");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "StoreProperties[database=" + database + "]";
  }
}
