package dev.oneshot.e2e.cluster;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The broker as a bystander sees it: how many workers wait, and what workers and jobs tell, each
 * with the local time at which it was heard. Any thread.
 */
public final class Broker implements AutoCloseable {

  /**
   * Something a worker has become.
   *
   * @param nanos of {@link System#nanoTime}
   */
  public record WorkerNews(String worker, WorkerEvent.Phase phase, long nanos) {}

  /** An end of a job. */
  public record JobNews(JobId job, JobState state, long nanos) {}

  private final MessageCodec codec = new MessageCodec();
  private final List<WorkerNews> workers = new CopyOnWriteArrayList<>();
  private final List<JobNews> jobs = new CopyOnWriteArrayList<>();
  private final Connection connection;
  private final Channel questions;

  private Broker(Connection connection) throws IOException {
    this.connection = connection;
    this.questions = connection.createChannel();
    listen();
  }

  /**
   * Connects with the credentials of the worker pool.
   *
   * @param service of the broker in the namespace
   */
  public static Broker connect(Cluster cluster, String service, Route route) throws Exception {
    URI uri = URI.create(cluster.secret("oneshot-worker-pool", "broker-uri"));
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setHost(route.host());
    factory.setPort(route.port());
    return new Broker(factory.newConnection("e2e, beside " + service));
  }

  private void listen() throws IOException {
    Channel channel = connection.createChannel();
    String queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, Topology.RESPONSES, "worker.#");
    channel.queueBind(queue, Topology.RESPONSES, "job.#");
    var _ =
        channel.basicConsume(
            queue,
            true,
            new DefaultConsumer(channel) {
              @Override
              public void handleDelivery(
                  String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                heard(envelope.getRoutingKey(), body);
              }
            });
  }

  private void heard(String key, byte[] body) {
    long now = System.nanoTime();
    if (key.startsWith("worker.")) {
      codec
          .readWorkerEvent(body)
          .ifPresent(event -> workers.add(new WorkerNews(event.worker(), event.phase(), now)));
    } else {
      codec
          .readJobEvent(body)
          .ifPresent(event -> jobs.add(new JobNews(event.job(), event.state(), now)));
    }
  }

  /** Workers of a pool that wait for a job at this moment: its queue's consumers. */
  public int idle(String pool) throws IOException {
    synchronized (questions) {
      return questions.queueDeclarePassive(Topology.assignments(pool)).getConsumerCount();
    }
  }

  /** What workers told, in the order in which it was heard. */
  public List<WorkerNews> news(Predicate<WorkerNews> wanted) {
    return workers.stream().filter(wanted).toList();
  }

  /** Which ends of jobs were told, in the order in which it was heard. */
  public List<JobNews> ends(Predicate<JobNews> wanted) {
    return jobs.stream().filter(wanted).toList();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
