package dev.oneshot.worker.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has yet to say: the answer to a question, the confirmations of messages; and that
 * it will not say anything any more. Thread-safe.
 */
final class Outstanding {
  private final BitSet unconfirmed = new BitSet();
  private int published;
  private int answer;
  private @Nullable IOException end;

  /** A message is sent; the broker counts them, too. */
  synchronized void published() {
    unconfirmed.set(++published);
  }

  /**
   * A message has been dealt with, well or not.
   *
   * @param isMultiple with all before it
   */
  synchronized void confirmed(int number, boolean isMultiple) {
    unconfirmed.clear(isMultiple ? 0 : number, number + 1);
    notifyAll();
  }

  /** A question is asked, so that an earlier one's answer is not taken for its. */
  synchronized void asked() {
    answer = 0;
  }

  synchronized void answered(int method) {
    answer = method;
    notifyAll();
  }

  /** False if it had ended before. */
  synchronized boolean ended(IOException cause) {
    if (end != null) {
      return false;
    }
    end = cause;
    notifyAll();
    return true;
  }

  synchronized boolean hasEnded() {
    return end != null;
  }

  /**
   * @throws IOException when the broker is lost, or did not answer in time
   */
  synchronized void awaitAnswer(int method, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (answer != method) {
      if (!isWorthWaiting(deadline)) {
        throw new IOException("the broker did not answer within " + patience);
      }
    }
  }

  /**
   * @throws IOException when the broker is lost
   * @throws TimeoutException when it did not confirm all in time
   */
  synchronized void awaitConfirmations(Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!unconfirmed.isEmpty()) {
      if (!isWorthWaiting(deadline)) {
        throw new TimeoutException("the broker did not confirm within " + patience);
      }
    }
  }

  // until something is heard, which may be something else
  private synchronized boolean isWorthWaiting(long deadline)
      throws IOException, InterruptedException {
    failIfEnded();
    long left = deadline - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return left > 0;
  }

  /**
   * @throws IOException when the broker is lost
   */
  synchronized void failIfEnded() throws IOException {
    if (end != null) {
      throw new IOException("the broker is lost: " + end.getMessage(), end);
    }
  }
}
