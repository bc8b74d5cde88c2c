package dev.oneshot.testsupport;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A setting: the system property of that name, else the environment variable. */
record Setting(String name) {
  Optional<String> value() {
    return Optional.ofNullable(System.getProperty(name))
        .or(() -> Optional.ofNullable(System.getenv(name)))
        .filter(value -> !value.isBlank());
  }

  /**
   * The constant that the value names, in any case.
   *
   * @throws IllegalStateException when it names none
   */
  <E extends Enum<E>> Optional<E> value(Class<E> type) {
    return value().map(value -> constant(type, value));
  }

  private <E extends Enum<E>> E constant(Class<E> type, String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equalsIgnoreCase(value.strip()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "%s is '%s'; it can be one of %s"
                    .formatted(
                        name,
                        value,
                        Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT))));
  }
}
