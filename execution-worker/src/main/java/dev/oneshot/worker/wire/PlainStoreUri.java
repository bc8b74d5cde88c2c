package dev.oneshot.worker.wire;

import com.mongodb.ServerAddress;
import dev.oneshot.worker.wire.StoreAddress.Login;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the connection strings that most have, letter by letter. The driver's reader knows them
 * all; it is another tenth of what a worker loads (docs/adr/0011). PlainStoreUriTest compares both.
 */
public final class PlainStoreUri {
  private static final String SCHEME = "mongodb://";
  private static final int MAX_PORT = 65535;
  private static final int DEFAULT_PORT = 27017;
  private static final int LONGEST_NAME = 128;

  private final List<ServerAddress> hosts = new ArrayList<>();
  private @Nullable Boolean isTls;
  private boolean hasMechanism;
  private @Nullable String replicaSet;
  private @Nullable String source;

  private PlainStoreUri() {}

  /** Empty where it takes the driver to tell what it means, or what is wrong with it. */
  public static Optional<StoreAddress> read(String uri) {
    try {
      return Optional.of(new PlainStoreUri().address(uri));
    } catch (UnusualException e) {
      return Optional.empty();
    }
  }

  private StoreAddress address(String uri) throws UnusualException {
    require(uri.startsWith(SCHEME));
    String rest = uri.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int at = authority.indexOf('@');
    for (String host : split(authority.substring(at + 1), ',')) {
      hosts.add(host(host));
    }
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    int question = path.indexOf('?');
    if (question >= 0 && question + 1 < path.length()) {
      for (String option : split(path.substring(question + 1), '&')) {
        option(option);
      }
    }
    String database = question < 0 ? path : path.substring(0, question);
    require(database.isEmpty() || (isWord(database) && database.indexOf('.') < 0));
    require(at >= 0 || !hasMechanism);
    return new StoreAddress(
        List.copyOf(hosts),
        Boolean.TRUE.equals(isTls),
        replicaSet,
        at < 0 ? null : login(authority, at, database));
  }

  private static ServerAddress host(String host) throws UnusualException {
    int colon = host.indexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    require(isWord(name) && !name.endsWith(".sock"));
    return new ServerAddress(name, colon < 0 ? DEFAULT_PORT : port(host.substring(colon + 1)));
  }

  private static int port(String digits) throws UnusualException {
    require(!digits.isEmpty() && digits.length() <= 5);
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      require(digits.charAt(i) >= '0' && digits.charAt(i) <= '9');
      port = port * 10 + digits.charAt(i) - '0';
    }
    require(port > 0 && port <= MAX_PORT);
    return port;
  }

  private Login login(String authority, int at, String database) throws UnusualException {
    int colon = authority.indexOf(':');
    require(colon > 0 && colon + 1 < at);
    String knows = source != null ? source : database.isEmpty() ? "admin" : database;
    return new Login(
        decoded(authority.substring(0, colon)), decoded(authority.substring(colon + 1, at)), knows);
  }

  // with letters of ASCII alone a password is surely its own SASLprep
  private static String decoded(String word) throws UnusualException {
    for (int i = 0; i < word.length(); i++) {
      require(isWordLetter(word.charAt(i)) || word.charAt(i) == '~' || word.charAt(i) == '%');
    }
    try {
      String decoded =
          word.indexOf('%') < 0 ? word : URLDecoder.decode(word, StandardCharsets.UTF_8);
      for (int i = 0; i < decoded.length(); i++) {
        require(decoded.charAt(i) >= ' ' && decoded.charAt(i) <= '~');
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new UnusualException();
    }
  }

  private void option(String option) throws UnusualException {
    int equals = option.indexOf('=');
    require(equals > 0);
    String value = option.substring(equals + 1);
    switch (option.substring(0, equals)) {
      case "tls", "ssl" -> {
        require(isTls == null);
        isTls = truth(value);
      }
      case "replicaSet" -> replicaSet = word(replicaSet, value);
      case "authSource" -> source = word(source, value);
      case "authMechanism" -> {
        require(value.equals(ScramSha256.NAME));
        hasMechanism = true;
      }
      case "appName" -> require(isWord(value) && value.length() <= LONGEST_NAME);
      case "retryWrites", "retryReads" -> truth(value);
      case "w" -> require(value.equals("majority"));
      default -> throw new UnusualException();
    }
  }

  private static boolean truth(String value) throws UnusualException {
    require(value.equals("true") || value.equals("false"));
    return value.equals("true");
  }

  private static String word(@Nullable String before, String value) throws UnusualException {
    require(before == null && isWord(value));
    return value;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
      parts.add(text.substring(from, to));
      from = to + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isWordLetter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isWordLetter(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '-'
        || letter == '_'
        || letter == '.';
  }

  private static void require(boolean isUsual) throws UnusualException {
    if (!isUsual) {
      throw new UnusualException();
    }
  }

  private static final class UnusualException extends Exception {
    private static final long serialVersionUID = 1;

    private UnusualException() {
      super(null, null, false, false);
    }
  }
}
