package dev.oneshot.standalone.endtoend;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how many jobs each worker says that it took. */
final class WorkerLedger implements AutoCloseable {
  private final Connection connection;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  private WorkerLedger(Connection connection) {
    this.connection = connection;
  }

  static WorkerLedger of(String brokerUri) throws Exception {
    ConnectionFactory broker = new ConnectionFactory();
    broker.setUri(brokerUri);
    WorkerLedger ledger = new WorkerLedger(broker.newConnection("worker-ledger"));
    ledger.listen();
    return ledger;
  }

  private void listen() throws IOException {
    MessageCodec codec = new MessageCodec();
    Channel channel = connection.createChannel();
    String queue = channel.queueDeclare().getQueue();
    String key = Topology.workerKey(Topology.DEFAULT_POOL, WorkerEvent.Phase.TAKEN);
    channel.queueBind(queue, Topology.RESPONSES, key);
    channel.basicConsume(
        queue,
        true,
        (tag, delivery) ->
            codec
                .readWorkerEvent(delivery.getBody())
                .ifPresent(event -> taken.merge(event.worker(), 1, Integer::sum)),
        tag -> {});
  }

  List<String> takenMoreThanOnce() {
    return taken.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
