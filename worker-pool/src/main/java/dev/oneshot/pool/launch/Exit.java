package dev.oneshot.pool.launch;

import java.util.Objects;

/** How a worker ended, as its launcher saw it. */
public sealed interface Exit {
  /** Ended by itself; 0 to 127, {@code WorkerExit} says what the code means. */
  record Exited(int code) implements Exit {}

  /** Ended by a signal, e.g. 9 for SIGKILL. */
  record Signalled(int number) implements Exit {}

  /** Ended by the node because its memory limit was reached, where that can be told (a pod). */
  record OutOfMemory() implements Exit {}

  /** Its place on the node was taken away. */
  record Evicted(String why) implements Exit {
    public Evicted {
      Objects.requireNonNull(why, "why");
    }
  }

  /** Ended by the node at the hard stop that {@link WorkerLauncher#limit} had set. */
  record DeadlineExceeded() implements Exit {}

  /**
   * It never ran, so it held no job.
   *
   * @param why e.g. {@code ErrImagePull: …}, a name that is not to be parsed and its explanation
   */
  record NeverStarted(String why) implements Exit {
    public NeverStarted {
      Objects.requireNonNull(why, "why");
    }
  }

  /** It is gone and nobody can say how. */
  record Vanished(String why) implements Exit {
    public Vanished {
      Objects.requireNonNull(why, "why");
    }
  }

  /** From a process's exit value: 128 and more is a signal's number plus 128. */
  static Exit ofProcess(int exitValue) {
    return exitValue < 128 ? new Exited(exitValue) : new Signalled(exitValue - 128);
  }
}
