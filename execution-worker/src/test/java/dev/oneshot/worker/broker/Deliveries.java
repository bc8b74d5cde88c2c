package dev.oneshot.worker.broker;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what comes. */
final class Deliveries implements Consumer {
  private static final int WAIT_SECONDS = 10;

  private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @Override
  public void delivered(Delivery delivery) {
    waiting.add(delivery);
  }

  @Override
  public void cancelled() {
    end.countDown();
  }

  Delivery next() throws InterruptedException {
    Delivery delivery = waiting.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (delivery == null) {
      throw new AssertionError("nothing came within " + WAIT_SECONDS + " s");
    }
    return delivery;
  }

  /** What comes within half a second; null for nothing. */
  @Nullable Delivery soon() throws InterruptedException {
    return waiting.poll(500, TimeUnit.MILLISECONDS);
  }

  boolean isCancelled() throws InterruptedException {
    return end.await(WAIT_SECONDS, TimeUnit.SECONDS);
  }
}
