package dev.oneshot.request.replica;

import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Claims.FinishOutcome;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import dev.oneshot.topology.Topology;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Does in one thread what a worker process does, job after job, and keeps a ledger of what it ran.
 * The process itself is tested in its own module and, with all parts together, in standalone.
 */
final class ObedientWorker implements Closeable {
  /** What the function does. */
  interface Behaviour {
    /** Empty: the worker dies without a word. */
    Optional<Ending> run(Job job, Tools tools) throws Exception;
  }

  /** What a function may use. */
  record Tools(PayloadStore payloads, Claims claims) {
    Payload store(Job job, byte[] bytes) throws IOException {
      String token = Objects.requireNonNull(job.claim()).token().value();
      FileId file = FileId.ofAttempt(job.id().value(), "result", token);
      try (PayloadWriter writer =
          payloads.write(file, job.payload().contentType(), Long.MAX_VALUE)) {
        writer.write(bytes);
        return writer.commit();
      }
    }

    byte[] payload(Job job) throws IOException {
      try (InputStream in = payloads.read(job.payload(), 0)) {
        return in.readAllBytes();
      }
    }
  }

  static final Behaviour ECHO =
      (job, tools) -> Optional.of(new Ending.Succeeded(tools.store(job, tools.payload(job))));

  private final Connection connection;
  private final Channel channel;
  private final MessageCodec codec = new MessageCodec();
  private final Tools tools;
  private final Behaviour behaviour;
  private final Queue<JobId> ledger = new ConcurrentLinkedQueue<>();
  private volatile boolean isSilent;

  private ObedientWorker(Connection connection, MongoDatabase database, Behaviour behaviour)
      throws IOException {
    MongoServerClock clock = new MongoServerClock(database);
    this.connection = connection;
    this.channel = connection.createChannel();
    this.tools =
        new Tools(
            new MongoPayloadStore(database, clock),
            new MongoClaims(database, clock, Duration.ofSeconds(10)));
    this.behaviour = behaviour;
  }

  static ObedientWorker start(String brokerUri, MongoDatabase database, Behaviour behaviour)
      throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(brokerUri);
    ObedientWorker worker = new ObedientWorker(factory.newConnection(), database, behaviour);
    worker.channel.basicQos(1);
    DeliverCallback take =
        (tag, delivery) -> worker.take(delivery.getBody(), delivery.getEnvelope().getDeliveryTag());
    worker.channel.basicConsume(
        Topology.assignments(Topology.DEFAULT_POOL), false, take, tag -> {});
    return worker;
  }

  /** From now on ends are committed but told to nobody. */
  ObedientWorker silenced() {
    isSilent = true;
    return this;
  }

  /** Every execution, in order. */
  Queue<JobId> ledger() {
    return ledger;
  }

  private void take(byte[] body, long tag) throws IOException {
    JobId id = codec.readAssignment(body).orElseThrow().job();
    ClaimOutcome outcome =
        tools
            .claims()
            .claim(id, new Worker("obedient", 1, null, "test", null), ClaimToken.random());
    channel.basicAck(tag, false);
    if (outcome instanceof ClaimOutcome.Claimed(Job job)) {
      ledger.add(id);
      try {
        Optional<Ending> ending = behaviour.run(job, tools);
        if (ending.isPresent()) {
          finish(job, ending.get());
        }
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private void finish(Job job, Ending ending) throws IOException {
    if (tools.claims().finish(job, ending, null) == FinishOutcome.ENDED && !isSilent) {
      channel.basicPublish(
          Topology.RESPONSES,
          Topology.jobKey(job.origin().replyTo(), ending.state()),
          null,
          codec.write(new JobEvent(job.id(), job.attempt(), ending.state())));
    }
  }

  @Override
  public void close() throws IOException {
    if (connection.isOpen()) {
      connection.close();
    }
  }
}
