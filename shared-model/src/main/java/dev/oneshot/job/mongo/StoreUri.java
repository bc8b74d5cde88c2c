package dev.oneshot.job.mongo;

import com.mongodb.ConnectionString;

/** Reads {@code ONESHOT_STORE_URI}, for each part of Oneshot that connects to the store. */
public final class StoreUri {
  private StoreUri() {}

  /**
   * Reads it as the driver does.
   *
   * @param uri {@code mongodb://user:password@host:port/?options}
   * @throws IllegalArgumentException when it is none; it says what would be right. The driver's own
   *     message repeats parts of the URI, which a slash in a password makes parts of that
   */
  public static ConnectionString read(String uri) {
    try {
      return new ConnectionString(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ONESHOT_STORE_URI is no mongodb://user:password@host:port/?options; reserved characters"
              + " in user and password are written percent-encoded: %2F for /, %40 for @, %3A for :,"
              + " %25 for %");
    }
  }
}
