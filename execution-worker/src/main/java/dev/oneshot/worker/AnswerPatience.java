package dev.oneshot.worker;

import java.time.Duration;

/**
 * How long an answer to what is small is awaited: longer after each time in vain, since a majority
 * that is behind answers later than usual. Not for a lease, which needs no answer and has no time.
 * Thread-safe.
 */
final class AnswerPatience {
  private static final Duration LONGEST = Duration.ofSeconds(12);

  private volatile Duration next = StoreDriver.SHORT_ANSWER_WAIT;

  Duration next() {
    return next;
  }

  void answered() {
    next = StoreDriver.SHORT_ANSWER_WAIT;
  }

  void notAnswered() {
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }
}
