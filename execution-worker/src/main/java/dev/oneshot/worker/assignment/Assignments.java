package dev.oneshot.worker.assignment;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Job;
import dev.oneshot.job.Worker;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.worker.broker.Broker;
import dev.oneshot.worker.broker.Consumer;
import dev.oneshot.worker.broker.Delivery;
import java.io.IOException;
import java.util.Optional;

/**
 * A worker's place in the line for a queue's jobs: turns a message into a job that this worker
 * holds, or into nothing. For one thread.
 */
public final class Assignments {
  private final Broker broker;
  private final String queue;
  private final Consumer consumer;
  private final MessageCodec codec;
  private final Claims claims;
  private final Worker worker;

  /**
   * @param consumer told of the messages
   */
  public Assignments(
      Broker broker,
      String queue,
      Consumer consumer,
      MessageCodec codec,
      Claims claims,
      Worker worker) {
    this.broker = broker;
    this.queue = queue;
    this.consumer = consumer;
    this.codec = codec;
    this.claims = claims;
    this.worker = worker;
  }

  /** Gets in line; one message may come until it is settled. */
  public void open() throws IOException, InterruptedException {
    broker.consume(queue, consumer);
  }

  /** Leaves the line. */
  public void close() throws IOException {
    broker.cancel();
  }

  /**
   * Takes the job that a message names. A message without meaning is thrown away, one for a job
   * that cannot be had is acknowledged; the worker is in line again then, and as pristine as
   * before.
   *
   * <p>The order is what counts: the line is left before the acknowledgement, or the broker would
   * send another job to a worker about to exit; and the job is claimed before it, or a crash in
   * between would lose the message. The message of a claimed job is left to {@link #acknowledge},
   * so that the job does not wait for it.
   *
   * @throws com.mongodb.MongoException when the store stays away; the message is unsettled then and
   *     comes back to the queue with the end of the connection
   */
  public Optional<Job> take(Delivery delivery) throws IOException, InterruptedException {
    Optional<Assignment> assignment = codec.readAssignment(delivery.bytes());
    if (assignment.isEmpty()) {
      broker.reject(delivery);
      return Optional.empty();
    }
    close();
    Failpoint.reach(Failpoint.B2_CANCELLED);
    ClaimOutcome outcome = claims.claim(assignment.get().job(), worker, ClaimToken.random());
    if (outcome instanceof ClaimOutcome.Claimed(Job job)) {
      Failpoint.reach(Failpoint.B4_CLAIMED);
      return Optional.of(job);
    }
    broker.acknowledge(delivery);
    open();
    return Optional.empty();
  }

  /**
   * Settles the message of a job that was taken. From the claim on the lease rules: without an
   * acknowledgement the message comes back and is found stale.
   */
  public void acknowledge(Delivery delivery) {
    try {
      broker.acknowledge(delivery);
    } catch (IOException e) {
      // the connection's own listener tells of its loss
    }
    Failpoint.reach(Failpoint.B4_ACKNOWLEDGED);
  }
}
