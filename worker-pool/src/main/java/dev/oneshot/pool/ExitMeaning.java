package dev.oneshot.pool;

import dev.oneshot.job.WorkerExit;
import dev.oneshot.pool.launch.Exit;
import java.util.Locale;
import java.util.Map;

/** What a worker's exit means, in words for logs and callers and as a tag for metrics. */
final class ExitMeaning {
  // Source: signal(7), numbers of x86 and ARM
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9,
          "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

  private ExitMeaning() {}

  /** E.g. {@code exit code 64 (settings wrong)}, {@code killed by SIGKILL}. */
  static String inWords(Exit exit) {
    return switch (exit) {
      case Exit.Exited(int code) ->
          "exit code "
              + code
              + WorkerExit.of(code).map(known -> " (" + words(known) + ')').orElse("");
      case Exit.Signalled(int number) ->
          "killed by " + SIGNALS.getOrDefault(number, "signal " + number);
      case Exit.OutOfMemory() -> "killed at its memory limit";
      case Exit.Evicted(var why) -> "evicted: " + why;
      case Exit.DeadlineExceeded() -> "ended by its node after the deadline";
      case Exit.NeverStarted(var why) -> "never started: " + why;
      case Exit.Vanished(var why) -> "vanished: " + why;
    };
  }

  /** One of few words, e.g. {@code settings_wrong}, {@code other_code}, {@code signal}. */
  static String tag(Exit exit) {
    return switch (exit) {
      case Exit.Exited(int code) -> WorkerExit.of(code).map(ExitMeaning::tag).orElse("other_code");
      case Exit.Signalled _ -> "signal";
      case Exit.OutOfMemory() -> tag(WorkerExit.OUT_OF_MEMORY);
      case Exit.Evicted _ -> "evicted";
      case Exit.DeadlineExceeded() -> tag(WorkerExit.DEADLINE);
      case Exit.NeverStarted _ -> "never_started";
      case Exit.Vanished _ -> "vanished";
    };
  }

  /** Whether it ended as it should. */
  static boolean isOrderly(Exit exit) {
    return exit instanceof Exit.Exited(int code) && code == WorkerExit.DONE.code();
  }

  private static String tag(WorkerExit exit) {
    return exit.name().toLowerCase(Locale.ROOT);
  }

  private static String words(WorkerExit exit) {
    return tag(exit).replace('_', ' ');
  }
}
