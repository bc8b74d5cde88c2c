package dev.oneshot.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What came of the attempt to start a server of one kind. */
sealed interface Attempt<T> {
  record Started<T>(T server) implements Attempt<T> {}

  /** {@code reason}: one line. */
  record Unavailable<T>(String reason) implements Attempt<T> {}

  /** A failure in one line, as the reason why another kind was taken. */
  static <T> Attempt<T> unavailable(String what, Exception failure) {
    String message =
        Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
    return new Unavailable<>(what + ": " + message.lines().findFirst().orElse(""));
  }

  /**
   * Starts a server of the forced kind, or else of the first kind that can be had, and says on
   * stdout which it is and why not an earlier one.
   *
   * @throws IllegalStateException when there is none
   */
  static <K extends Enum<K>, T extends Described> T first(
      String role, Setting forced, Class<K> kinds, Function<K, Attempt<T>> start) {
    List<String> reasons = new ArrayList<>();
    List<K> candidates =
        forced.value(kinds).map(List::of).orElseGet(() -> List.of(kinds.getEnumConstants()));
    for (K kind : candidates) {
      switch (start.apply(kind)) {
        case Started<T>(T server) -> {
          announce(role + ": " + server.description() + (reasons.isEmpty() ? "" : " " + reasons));
          return server;
        }
        case Unavailable<T>(String reason) ->
            reasons.add("not " + kind.name().toLowerCase(Locale.ROOT) + ": " + reason);
      }
    }
    throw new IllegalStateException("No " + role + " to test with: " + String.join("; ", reasons));
  }

  @SuppressWarnings(
      "SystemOut") // whoever reads a test's output must see what it ran against, whatever the
  // logger
  private static void announce(String line) {
    System.out.println("[oneshot] " + line);
  }

  /** A server that can say in a few words what and where it is. */
  interface Described {
    String description();
  }
}
