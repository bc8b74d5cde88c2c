package dev.oneshot.worker.reporting;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.topology.Topology;
import dev.oneshot.worker.broker.Broker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Tells the broker what happens here. Nothing depends on it: a lost event costs those who wait a
 * poll's time.
 */
public final class Events {
  /** Longer is worth nobody's while: waiters poll. */
  private static final Duration MAX_CONFIRM_WAIT = Duration.ofSeconds(3);

  private final Broker broker;
  private final MessageCodec codec;
  private final String workerId;
  private final String pool;

  public Events(Broker broker, MessageCodec codec, String workerId, String pool) {
    this.broker = broker;
    this.codec = codec;
    this.workerId = workerId;
    this.pool = pool;
  }

  /** Tells the pool's controller; not waiting for anything. */
  public void tell(WorkerEvent.Phase phase) throws IOException {
    publish(Topology.workerKey(pool, phase), codec.write(new WorkerEvent(workerId, phase)));
  }

  /** Tells whoever waits for the job that it has ended; {@link #awaitConfirmations} says if so. */
  public void publishEnd(Job job, JobState state) throws IOException {
    publishEnd(Topology.jobKey(job.origin().replyTo(), state), job, state);
  }

  /** As {@link #publishEnd(Job, JobState)}, to whom the key says. */
  public void publishEnd(String routingKey, Job job, JobState state) throws IOException {
    publish(routingKey, codec.write(new JobEvent(job.id(), job.attempt(), state)));
  }

  /**
   * Blocks until the broker has all that was told.
   *
   * @throws TimeoutException when it does not confirm in time; it may have it all the same
   */
  public void awaitConfirmations() throws IOException, InterruptedException, TimeoutException {
    broker.awaitConfirmations(MAX_CONFIRM_WAIT);
  }

  private void publish(String routingKey, byte[] body) throws IOException {
    broker.publish(Topology.RESPONSES, routingKey, MessageCodec.CONTENT_TYPE, body);
  }
}
