package dev.oneshot.pool;

import dev.oneshot.job.Claim;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.pool.launch.Exit;
import org.jspecify.annotations.Nullable;

/** How a job ended whose worker died while holding it. */
final class DeathVerdict {
  private DeathVerdict() {}

  /**
   * @param sentence what the controller ended the worker for, if it did
   */
  static Ending of(Exit exit, Job held, @Nullable Sentence sentence) {
    Claim claim = held.claim();
    if (claim != null && claim.isCancelRequested()) {
      return new Ending.Cancelled(); // else a cancelled job could run again
    }
    if (sentence != null && sentence.isAbout(held.id())) {
      return switch (sentence.why()) {
        case CANCELLED -> new Ending.Cancelled();
        case PAST_DEADLINE -> timedOut("the worker was killed after the run deadline");
        case SURPLUS, OUTDATED, NOT_READY, NOT_CONSUMING, NOT_ENDING -> byItself(exit);
      };
    }
    return byItself(exit);
  }

  private static Ending byItself(Exit exit) {
    return switch (exit) {
      case Exit.Exited(int code) -> byCode(exit, code);
      case Exit.Signalled _ -> lost(exit, "signal");
      case Exit.OutOfMemory() -> outOfMemory(exit);
      case Exit.Evicted _ -> failed(Reason.EVICTED, "eviction", words(exit));
      case Exit.DeadlineExceeded() -> timedOut("the node ended the worker after the run deadline");
      case Exit.NeverStarted _ -> lost(exit, "start");
      case Exit.Vanished _ -> lost(exit, "vanished");
    };
  }

  private static Ending byCode(Exit exit, int code) {
    WorkerExit known = WorkerExit.of(code).orElse(null);
    return switch (known) {
      case DEADLINE -> timedOut("the function ran past its run deadline");
      case CANCELLED -> new Ending.Cancelled();
      case OUT_OF_MEMORY -> outOfMemory(exit);
      case SETTINGS_WRONG, UNREACHABLE, INNER_ERROR, CONNECTION_LOST, CLAIM_LOST ->
          lost(exit, "worker");
      case DONE -> ownExit(code); // a worker never ends well with a job in its hands
      case null -> ownExit(code);
    };
  }

  private static Ending ownExit(int code) {
    String message = "the function ended the worker's process with exit code " + code;
    return failed(Reason.FUNCTION_ERROR, "exit", message);
  }

  private static Ending lost(Exit exit, String type) {
    return failed(Reason.WORKER_LOST, type, words(exit));
  }

  private static Ending outOfMemory(Exit exit) {
    return failed(Reason.OUT_OF_MEMORY, "memory", words(exit));
  }

  private static Ending failed(Reason reason, String type, String message) {
    return new Ending.Failed(new JobError(reason, type, message));
  }

  private static Ending timedOut(String message) {
    return new Ending.TimedOut(new JobError(Reason.RUN_TIMEOUT, "deadline", message));
  }

  private static String words(Exit exit) {
    return "the worker ended while it ran the function: " + ExitMeaning.inWords(exit);
  }
}
