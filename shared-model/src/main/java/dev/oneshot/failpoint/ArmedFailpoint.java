package dev.oneshot.failpoint;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The failpoint that this process was started with. */
final class ArmedFailpoint {
  /** As of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private final String point;
  private final boolean isPause;
  private final int turn;
  private final AtomicInteger visits = new AtomicInteger();

  private ArmedFailpoint(String point, boolean isPause, int turn) {
    this.point = point;
    this.isPause = isPause;
    this.turn = turn;
  }

  /** Made when it is first asked for: tests have other ones, and no property. */
  private static final class OfProperty {
    static final ArmedFailpoint ARMED = parse(Failpoint.armed());
  }

  static ArmedFailpoint ofProperty() {
    return OfProperty.ARMED;
  }

  /**
   * Reads {@code NAME[:kill|pause[:N]]}.
   *
   * @throws IllegalArgumentException when it says something else
   */
  static ArmedFailpoint parse(String text) {
    String[] parts = text.split(":", -1);
    String action = parts.length > 1 ? parts[1] : "kill";
    if (parts[0].isEmpty()
        || parts.length > 3
        || !(action.equals("kill") || action.equals("pause"))) {
      throw new IllegalArgumentException(
          Failpoint.PROPERTY + " must be NAME[:kill|pause[:N]], not " + text);
    }
    return new ArmedFailpoint(
        parts[0], action.equals("pause"), parts.length > 2 ? Integer.parseInt(parts[2]) : 1);
  }

  /** From the N-th visit on it fails every time: several calls of one replica can stand still. */
  boolean isDue(String name) {
    return name.equals(point) && visits.incrementAndGet() >= turn;
  }

  void reach(String name) {
    if (!isDue(name)) {
      return;
    }
    // not System.err, which a worker keeps for its function
    new PrintStream(new FileOutputStream(FileDescriptor.err), true).println("failpoint " + name);
    if (isPause) {
      while (true) {
        LockSupport.park(this);
        Thread.interrupted(); // or parking would end at once from now on
      }
    }
    Runtime.getRuntime().halt(KILLED);
  }
}
