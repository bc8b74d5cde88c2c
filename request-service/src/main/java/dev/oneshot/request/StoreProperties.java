package dev.oneshot.request;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code oneshot.store.*}. What they say is in {@code spring.mongodb.*}, by application.yaml; here
 * they are named, so that a name that is none of them ends the start as it does elsewhere.
 */
@ConfigurationProperties("oneshot.store")
record StoreProperties(@Nullable String uri, @Nullable String database) {
  /** Without the password. */
  @Override
  public String toString() {
    return "StoreProperties[database=" + database + "]";
  }
}
