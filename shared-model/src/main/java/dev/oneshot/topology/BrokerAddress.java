package dev.oneshot.topology;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is, and as whom to come: {@code ONESHOT_BROKER_URI} as each part of Oneshot
 * understands it. One that reads it otherwise is at another virtual host, or before a closed door.
 *
 * @param virtualHost which of its worlds
 */
public record BrokerAddress(
    String host, int port, boolean isTls, String user, String password, String virtualHost) {
  private static final int PORT = 5672;
  private static final int TLS_PORT = 5671;

  /** RabbitMQ's own, for what a URI leaves out. */
  private static final String DEFAULT_USER = "guest";

  private static final String DEFAULT_HOST = "localhost";
  private static final String DEFAULT_VIRTUAL_HOST = "/";

  /**
   * Reads a URI as RabbitMQ specifies them, {@code amqp[s]://user:password@host:port/vhost}, where
   * whatever has a meaning in a URI is percent-encoded in UTF-8; what it asks for after a question
   * mark is not heeded.
   *
   * @throws IllegalArgumentException when it is none; it says what would be right, and nothing of
   *     the text, which has a password in it
   */
  public static BrokerAddress of(String uri) {
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      throw wrong(); // without the cause, whose message repeats the password
    }
    boolean isTls = "amqps".equalsIgnoreCase(parsed.getScheme());
    if (parsed.isOpaque() || (!isTls && !"amqp".equalsIgnoreCase(parsed.getScheme()))) {
      throw wrong();
    }
    String host = parsed.getHost();
    if (host == null && parsed.getRawAuthority() != null) {
      throw wrong(); // a name with an underscore, say: not to be taken for none
    }
    String[] login = login(parsed.getRawUserInfo());
    int standard = isTls ? TLS_PORT : PORT;
    return new BrokerAddress(
        host == null ? DEFAULT_HOST : host,
        parsed.getPort() < 0 ? standard : parsed.getPort(),
        isTls,
        login[0],
        login[1],
        virtualHost(parsed.getRawPath()));
  }

  private static String[] login(@Nullable String userInfo) {
    if (userInfo == null) {
      return new String[] {DEFAULT_USER, DEFAULT_USER};
    }
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      return new String[] {decoded(userInfo), DEFAULT_USER};
    }
    return new String[] {
      decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1))
    };
  }

  private static String virtualHost(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return DEFAULT_VIRTUAL_HOST;
    }
    if (path.indexOf('/', 1) > 0) {
      throw wrong();
    }
    return decoded(path.substring(1));
  }

  // a plus sign is one: this is no form
  private static String decoded(String text) {
    try {
      return text.indexOf('%') < 0
          ? text
          : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "ONESHOT_BROKER_URI is no amqp[s]://user:password@host:port/vhost; reserved characters in"
            + " user, password and vhost are written percent-encoded: %2F for /, %40 for @, %25 for %");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerAddress[host=" + host + ", port=" + port + ", user=" + user + "]";
  }
}
