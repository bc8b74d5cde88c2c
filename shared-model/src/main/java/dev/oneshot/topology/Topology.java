package dev.oneshot.topology;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.job.JobState;
import dev.oneshot.message.WorkerEvent;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Names of exchanges, queues and routing keys, and their declaration.
 *
 * <pre>
 * jobs       direct  pool name                         → queue assignments, assignments.POOL (quorum on RabbitMQ)
 * responses  topic   job.REPLICA.(done|timeout|fail|cancel) → one exclusive queue a replica
 *                    worker.POOL.(ready|taken)         → one exclusive queue a pool controller
 * </pre>
 */
public final class Topology {
  public static final String JOBS = "jobs";
  public static final String RESPONSES = "responses";
  public static final String DEFAULT_POOL = "default";

  private Topology() {}

  /** The queue that a pool's workers consume. */
  public static String assignments(String pool) {
    return pool.equals(DEFAULT_POOL) ? "assignments" : "assignments." + pool;
  }

  /**
   * Where the end of a job is told; {@code state} is terminal and not REJECTED, which nobody waits
   * for.
   */
  public static String jobKey(String replica, JobState state) {
    return "job."
        + replica
        + switch (state) {
          case DONE -> ".done";
          case FAILED, REJECTED -> ".fail";
          case TIMED_OUT -> ".timeout";
          case CANCELLED -> ".cancel";
          case QUEUED, RUNNING -> throw new IllegalArgumentException(state + " is no end");
        };
  }

  /** Binds a replica to all ends of the jobs it accepted. */
  public static String jobKeysOf(String replica) {
    return "job." + replica + ".*";
  }

  public static String workerKey(String pool, WorkerEvent.Phase phase) {
    return "worker." + pool + '.' + phase.name().toLowerCase(Locale.ROOT);
  }

  /** Binds a pool controller to everything its workers tell. */
  public static String workerKeysOf(String pool) {
    return "worker." + pool + ".*";
  }

  /** Declares both exchanges. Idempotent; for services, workers have no right to declare. */
  public static void declareExchanges(Channel channel) throws IOException {
    channel.exchangeDeclare(JOBS, BuiltinExchangeType.DIRECT, true);
    channel.exchangeDeclare(RESPONSES, BuiltinExchangeType.TOPIC, true);
  }

  /**
   * Declares a pool's queue. Idempotent.
   *
   * @throws IOException with a 406 when the queue exists with another type; it has to be deleted by
   *     hand then
   */
  public static void declareAssignments(Channel channel, String pool) throws IOException {
    String queue = assignments(pool);
    channel.queueDeclare(queue, true, false, false, assignmentArguments(channel.getConnection()));
    channel.queueBind(queue, JOBS, pool);
  }

  /** Whether the broker is a RabbitMQ; the embedded one refuses every argument it does not know. */
  public static boolean isRabbit(Connection connection) {
    Map<String, Object> properties = connection.getServerProperties();
    return properties != null && "RabbitMQ".equals(String.valueOf(properties.get("product")));
  }

  // no dead-letter exchange and no length limit: a lost message is republished from the job's
  // record
  private static Map<String, Object> assignmentArguments(Connection connection) {
    return isRabbit(connection) ? Map.of("x-queue-type", "quorum") : Map.of();
  }
}
