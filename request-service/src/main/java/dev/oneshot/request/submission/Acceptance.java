package dev.oneshot.request.submission;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Decides once whether a job's caller is promised that it will run, or the job is taken back since
 * the broker did not want it: what was accepted is never refused afterwards. Thread-safe.
 */
final class Acceptance {
  private enum Decision {
    ACCEPTED,
    REFUSED
  }

  private final AtomicReference<@Nullable Decision> decision = new AtomicReference<>();

  /** Of a job that nobody will want to take back. */
  static Acceptance given() {
    Acceptance given = new Acceptance();
    given.accept();
    return given;
  }

  /** False when it is being taken back. */
  boolean accept() {
    return decide(Decision.ACCEPTED);
  }

  /** False when its caller has been told that it will run. */
  boolean refuse() {
    return decide(Decision.REFUSED);
  }

  private boolean decide(Decision wanted) {
    return decision.compareAndSet(null, wanted) || decision.get() == wanted;
  }
}
