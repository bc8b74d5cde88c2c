package dev.oneshot.benchmarks.site;

import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Origin;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.message.Assignment;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.payload.Payload;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Submits jobs as a replica does, but without one: it inserts a job's record, publishes its id and
 * hears of its end on a queue of its own, all of it for one pool. Publishing is for one thread.
 */
public final class Requester implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int BODY_BYTES = 1024;
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  /**
   * How a job ended.
   *
   * @param nanos between its publication and the event's arrival
   */
  public record Ended(JobState state, long nanos) {}

  private record Sent(long atNanos, CompletableFuture<Ended> ended) {}

  private final Connection connection;
  private final Channel sending;
  private final MongoJobStore jobs;
  private final MongoServerClock clock;
  private final MessageCodec codec = new MessageCodec();
  private final Map<JobId, Sent> sent = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Long>> ready = new ConcurrentHashMap<>();
  private final Payload body = body();
  private final String pool;
  private final String name;

  private Requester(
      Connection connection, MongoDatabase database, MongoServerClock clock, String pool)
      throws IOException {
    this.pool = pool;
    this.name = "bench-" + pool;
    this.connection = connection;
    this.sending = connection.createChannel();
    this.jobs = new MongoJobStore(database, clock);
    this.clock = clock;
  }

  static Requester connect(
      ConnectionFactory broker, MongoDatabase database, MongoServerClock clock, String pool)
      throws Exception {
    Requester requester =
        new Requester(broker.newConnection("oneshot bench"), database, clock, pool);
    requester.listen();
    return requester;
  }

  private void listen() throws IOException {
    Channel hearing = connection.createChannel();
    Topology.declareExchanges(hearing);
    Topology.declareAssignments(hearing, pool);
    String queue = hearing.queueDeclare().getQueue();
    hearing.queueBind(queue, Topology.RESPONSES, Topology.jobKeysOf(name));
    hearing.queueBind(queue, Topology.RESPONSES, Topology.workerKeysOf(pool));
    hearing.basicConsume(
        queue,
        true,
        (tag, message) -> {
          long now = System.nanoTime();
          if (message.getEnvelope().getRoutingKey().startsWith("job.")) {
            jobEnded(message.getBody(), now);
          } else {
            workerTold(message.getBody(), now);
          }
        },
        tag -> {});
  }

  private void jobEnded(byte[] message, long now) {
    codec
        .readJobEvent(message)
        .ifPresent(event -> {
          Sent job = sent.remove(event.job());
          if (job != null) {
            job.ended.complete(new Ended(event.state(), now - job.atNanos));
          }
        });
  }

  private void workerTold(byte[] message, long now) {
    codec
        .readWorkerEvent(message)
        .filter(event -> event.phase() == WorkerEvent.Phase.READY)
        .ifPresent(event -> readiness(event.worker()).complete(now));
  }

  private CompletableFuture<Long> readiness(String worker) {
    return ready.computeIfAbsent(worker, any -> new CompletableFuture<>());
  }

  /** When it told that it is ready, on {@link System#nanoTime}; blocks until then. */
  public long awaitReady(String worker) throws Exception {
    long at = readiness(worker).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ready.remove(worker);
    return at;
  }

  /** A stored job of 1 KB for the echo, ready to be published. */
  public JobId insert() {
    Instant now = clock.instant();
    JobId id = JobId.random();
    jobs.insert(
        new Job(
            id,
            new Task(
                "echo",
                "dev.oneshot.examples.echo.Echo",
                pool,
                Duration.ofMinutes(5),
                RetryPolicy.AT_MOST_ONCE,
                1 << 20,
                "application/octet-stream",
                new Retention(Duration.ofHours(1), Duration.ofHours(1))),
            new Origin(name, TRACEPARENT),
            JobState.QUEUED,
            null,
            0,
            new Times(
                now, now.plus(Duration.ofMinutes(5)), now.plus(Duration.ofMinutes(15)), null, null),
            body,
            null,
            null,
            null,
            null),
        now.plus(Duration.ofMinutes(1)));
    return id;
  }

  /** Publishes a stored job; completes when its end was told. */
  public CompletableFuture<Ended> publish(JobId job) throws IOException {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType(MessageCodec.CONTENT_TYPE)
            .deliveryMode(2)
            .headers(Map.of("traceparent", TRACEPARENT))
            .build();
    byte[] message = codec.write(new Assignment(job));
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    sent.put(job, new Sent(System.nanoTime(), ended));
    sending.basicPublish(Topology.JOBS, pool, properties, message);
    return ended;
  }

  /**
   * Publishes a stored job and waits for its end.
   *
   * @throws IllegalStateException if it did not end well
   */
  public long latencyNanos(JobId job) throws Exception {
    Ended ended = publish(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (ended.state != JobState.DONE) {
      throw new IllegalStateException("job " + job + " ended " + ended.state);
    }
    return ended.nanos;
  }

  private static Payload body() {
    byte[] bytes = "x".repeat(BODY_BYTES).getBytes(StandardCharsets.US_ASCII);
    try {
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new Payload(
          bytes.length, "text/plain", sha256, new Payload.Inline(ByteBuffer.wrap(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
