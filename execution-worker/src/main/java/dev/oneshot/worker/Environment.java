package dev.oneshot.worker;

import dev.oneshot.worker.wire.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link WorkerSettings} from environment variables and collects all that is wrong with them.
 */
final class Environment {
  private static final String PREFIX = "ONESHOT_";
  private static final int DEFAULT_LOG_LIMIT = 1024 * 1024;
  private static final int MAX_LOG_LIMIT = 256 * 1024 * 1024;
  private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(25);

  private final Map<String, String> variables;
  private final List<String> problems = new ArrayList<>();

  private Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * @throws SettingsException naming every variable that is missing or wrong
   */
  static WorkerSettings read(Map<String, String> variables) throws SettingsException {
    Environment environment = new Environment(variables);
    WorkerSettings settings = environment.settings();
    if (!environment.problems.isEmpty()) {
      throw new SettingsException(environment.problems);
    }
    return settings;
  }

  private WorkerSettings settings() {
    return new WorkerSettings(
        uri("BROKER_URI", "amqp"),
        uri("STORE_URI", "mongodb"),
        text("STORE_DATABASE", "oneshot"),
        storeKey("STORE_KEY"),
        required("WORKER_ID"),
        text("WORKER_POOL", "default"),
        node(),
        optional("WORKER_POD"),
        optional("WORKER_TEMPLATE"),
        directory("WORKER_SCRATCH"),
        number("WORKER_MAX_JOBS", 1, 1, Integer.MAX_VALUE),
        number("WORKER_LOG_LIMIT", DEFAULT_LOG_LIMIT, 0, MAX_LOG_LIMIT),
        duration("WORKER_DRAIN", DEFAULT_DRAIN),
        processId("WORKER_PARENT"),
        truth("WORKER_PRIMING", true));
  }

  private @Nullable StoreKey storeKey(String name) {
    String value = optional(name);
    try {
      return value == null ? null : StoreKey.read(value);
    } catch (IllegalArgumentException e) {
      problem(name, "is " + e.getMessage());
      return null;
    }
  }

  private @Nullable String optional(String name) {
    String value = variables.get(PREFIX + name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private String text(String name, String otherwise) {
    String value = optional(name);
    return value == null ? otherwise : value;
  }

  private String required(String name) {
    String value = optional(name);
    if (value == null) {
      problem(name, "is not set");
      return "";
    }
    return value;
  }

  // the value itself is never repeated: it contains a password
  private String uri(String name, String scheme) {
    String value = required(name);
    if (!value.isEmpty() && !value.startsWith(scheme)) {
      problem(name, "must start with " + scheme);
    }
    return value;
  }

  // a launcher that gives no name leaves the machine's own, without asking a name server for it
  private String node() {
    String given = optional("WORKER_NODE");
    if (given != null) {
      return given;
    }
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return text("WORKER_NODE", variables.getOrDefault("HOSTNAME", "unknown"));
    }
  }

  private Path directory(String name) {
    Path directory = Path.of(required(name));
    if (!Files.isDirectory(directory)) {
      problem(name, "is no directory: " + directory);
    }
    return directory;
  }

  private int number(String name, int otherwise, int least, int most) {
    String value = optional(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    problem(name, "must be a whole number from " + least + " to " + most + ", not " + value);
    return otherwise;
  }

  private Duration duration(String name, Duration otherwise) {
    String value = optional(name);
    if (value == null) {
      return otherwise;
    }
    try {
      Duration duration = duration(value);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    problem(name, "must be a duration like 25s or PT25S, not " + value);
    return otherwise;
  }

  // whole seconds without the JDK's parser, which starts the one for expressions
  private static Duration duration(String value) {
    String length = value.startsWith("PT") ? value.substring(2) : value;
    int digits = length.length() - 1;
    boolean isWholeSeconds = digits > 0 && digits <= 9 && length.charAt(digits) == 'S';
    for (int i = 0; i < digits; i++) {
      isWholeSeconds &= length.charAt(i) >= '0' && length.charAt(i) <= '9';
    }
    if (isWholeSeconds) {
      return Duration.ofSeconds(Long.parseLong(length, 0, digits, 10));
    }
    return Duration.parse(value.startsWith("P") ? value : "PT" + value);
  }

  private boolean truth(String name, boolean otherwise) {
    String value = text(name, Boolean.toString(otherwise));
    if (value.equals("true") || value.equals("false")) {
      return Boolean.parseBoolean(value);
    }
    problem(name, "must be true or false, not " + value);
    return otherwise;
  }

  private @Nullable Long processId(String name) {
    String value = optional(name);
    if (value == null) {
      return null;
    }
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException e) {
      problem(name, "must be a process id, not " + value);
      return null;
    }
  }

  private void problem(String name, String what) {
    problems.add(PREFIX + name + " " + what);
  }

  /** The settings do not make a worker. */
  static final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
      super(String.join("; ", problems));
    }
  }
}
