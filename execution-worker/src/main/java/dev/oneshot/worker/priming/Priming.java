package dev.oneshot.worker.priming;

import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Origin;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.job.Worker;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.worker.broker.Broker;
import dev.oneshot.worker.broker.Consumer;
import dev.oneshot.worker.broker.Delivery;
import dev.oneshot.worker.reporting.AttemptReport;
import dev.oneshot.worker.reporting.Events;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;

/**
 * Drives the whole path of a job once, so that no class is loaded and no connection opened when the
 * first job arrives: without it a caller waits a third longer, and now and then three times as long
 * (benchmarks/README.md). Uses the code of a real job on a job that does not exist, and leaves
 * nothing behind.
 */
public final class Priming {
  /** No random id, which would have a version in it, can be this one. */
  private static final JobId NOBODYS = new JobId("ffffffff-ffff-ffff-ffff-ffffffffffff");

  /** Long enough for the digest's inner loop to be compiled (docs/adr/0007). */
  private static final int BODY_BYTES = 256;

  private static final String SHA256_OF_BODY =
      "5341e6b2646979a70e57653007a1f310169421ec9bdd9f1a5648f75ade005af1";

  private final Broker broker;
  private final MessageCodec codec;
  private final Claims claims;
  private final PayloadStore payloads;
  private final Events events;
  private final Worker worker;

  public Priming(
      Broker broker,
      MessageCodec codec,
      Claims claims,
      PayloadStore payloads,
      Events events,
      Worker worker) {
    this.broker = broker;
    this.codec = codec;
    this.claims = claims;
    this.payloads = payloads;
    this.events = events;
    this.worker = worker;
  }

  /**
   * Drives it.
   *
   * @param now the store server's time
   * @param function runs something harmless the way functions are run
   * @throws TimeoutException when the broker does not confirm a message
   */
  public void run(Instant now, Rehearsal function)
      throws IOException, InterruptedException, TimeoutException {
    receive();
    Job madeUp = madeUp(now);
    AttemptReport report = new AttemptReport(claims, payloads, madeUp);
    try (InputStream payload = payloads.read(madeUp.payload(), 0)) {
      Payload result = function.run(madeUp, payload, report);
      claims.finish(madeUp, new Ending.Succeeded(result), null);
    }
    // together, as a job's end is told with more
    broker.together(() -> events.publishEnd("prime." + worker.id(), madeUp, JobState.DONE));
    events.awaitConfirmations();
  }

  // as if the broker had brought it: a queue for it, made and deleted for each worker, took more
  // than a third of the broker's work (docs/adr/0012)
  private void receive() throws IOException {
    Queue<Delivery> deliveries = new LinkedBlockingQueue<>();
    broker.rehearse(codec.write(new Assignment(NOBODYS)), new Inbox(deliveries));
    Assignment assignment = codec.readAssignment(deliveries.remove().bytes()).orElseThrow();
    claims.claim(assignment.job(), worker, ClaimToken.random());
  }

  private record Inbox(Queue<Delivery> deliveries) implements Consumer {
    @Override
    public void delivered(Delivery delivery) {
      deliveries.add(delivery);
    }

    @Override
    public void cancelled() {
      // nobody does
    }
  }

  private Job madeUp(Instant now) {
    return new Job(
        NOBODYS,
        new Task(
            "prime",
            "prime",
            "prime",
            Duration.ofMinutes(1),
            RetryPolicy.AT_MOST_ONCE,
            1024,
            "application/octet-stream",
            new Retention(Duration.ZERO, Duration.ZERO)),
        new Origin("prime", "prime"),
        JobState.RUNNING,
        null,
        1,
        new Times(now, now, now.plusSeconds(60), now, null),
        new Payload(
            BODY_BYTES,
            "application/octet-stream",
            SHA256_OF_BODY,
            new Payload.Inline(ByteBuffer.allocate(BODY_BYTES))),
        new Claim(ClaimToken.random(), worker, now, now.plusSeconds(60), false),
        null,
        null,
        null);
  }

  /** Stands in for the function. */
  public interface Rehearsal {
    Payload run(Job job, InputStream payload, AttemptReport report) throws InterruptedException;
  }
}
