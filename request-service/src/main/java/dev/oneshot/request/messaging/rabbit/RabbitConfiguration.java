package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.message.MessageCodec;
import dev.oneshot.request.messaging.AssignmentQueues;
import dev.oneshot.request.messaging.JobEventPublisher;
import dev.oneshot.request.messaging.JobEvents;
import dev.oneshot.request.messaging.Pools;
import dev.oneshot.request.messaging.QueueDepth;
import dev.oneshot.request.messaging.Replica;
import dev.oneshot.topology.Topology;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Connects messaging to the broker. The connection itself is Boot's, from {@code
 * spring.rabbitmq.*}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MessagingProperties.class)
class RabbitConfiguration {
  /**
   * Listener containers stop in descending order of phase, and Boot stops its web server gracefully
   * at {@code MAX - 1024}: at the default phase the replica would go deaf while callers still wait.
   */
  private static final int STOPS_AFTER_WEB_SERVER = 0;

  /** For a new connection to a broker that is far away; longer than that it is taken for hung. */
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

  /** A message is sent in a fraction of a millisecond where the broker keeps pace. */
  private static final int SENDERS = 8;

  /** Five rounds of the recovery loop. */
  private static final int EVENTS_IN_LINE = 1000;

  @Bean
  Replica replica() {
    return Replica.fresh();
  }

  @Bean
  MessageCodec messageCodec() {
    return new MessageCodec();
  }

  @Bean
  DeclareTopology declareTopology(ConnectionFactory connections, Pools pools) {
    DeclareTopology declare = new DeclareTopology(pools);
    connections.addConnectionListener(declare);
    return declare;
  }

  @Bean
  AssignmentQueues assignmentQueues(ConnectionFactory connections) {
    RabbitTemplate rabbit = new RabbitTemplate(connections);
    return pools ->
        rabbit.execute(channel -> {
          for (String pool : pools) {
            Topology.declareAssignments(channel, pool);
          }
          return null;
        });
  }

  @Bean
  RabbitAssignmentPublisher assignmentPublisher(
      ConnectionFactory connections,
      MessageCodec codec,
      MessagingProperties properties,
      ExecutorService assignmentSenders) {
    RabbitTemplate rabbit = template(connections);
    rabbit.setMandatory(true);
    return new RabbitAssignmentPublisher(
        rabbit, codec, SEND_TIMEOUT, properties.confirmTimeout(), assignmentSenders);
  }

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService assignmentSenders() {
    return Executors.newFixedThreadPool(
        SENDERS, Thread.ofVirtual().name("assignments-", 0).factory());
  }

  @Bean
  JobEventPublisher jobEventPublisher(
      ConnectionFactory connections, MessageCodec codec, ExecutorService eventSender) {
    return new RabbitJobEventPublisher(template(connections), codec, eventSender);
  }

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService eventSender() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(EVENTS_IN_LINE),
        Thread.ofVirtual().name("events-", 0).factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  // publishers get a connection of their own: when the broker blocks it, events still arrive on the
  // other
  private static RabbitTemplate template(ConnectionFactory connections) {
    RabbitTemplate rabbit = new RabbitTemplate(connections);
    rabbit.setUsePublisherConnection(true);
    return rabbit;
  }

  @Bean
  QueueDepth queueDepth(ConnectionFactory connections) {
    RabbitTemplate rabbit = new RabbitTemplate(connections);
    return pool -> depth(rabbit, Topology.assignments(pool));
  }

  private static OptionalLong depth(RabbitTemplate rabbit, String queue) {
    try {
      Long ready = rabbit.execute(channel -> channel.messageCount(queue));
      return ready == null ? OptionalLong.empty() : OptionalLong.of(ready);
    } catch (AmqpException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Named by the broker, anew with every declaration: a well-known name would race with the
   * deletion of its exclusive predecessor after a lost connection.
   */
  @Bean
  Queue replyQueue() {
    return new Queue("", false, true, true, Map.of());
  }

  @Bean
  RabbitAdmin replyQueueAdmin(ConnectionFactory connections, Queue replyQueue) {
    return new ReplyQueueAdmin(connections, replyQueue);
  }

  @Bean
  TopicExchange responses() {
    return new TopicExchange(Topology.RESPONSES, true, false);
  }

  @Bean
  Binding replyBinding(Queue replyQueue, TopicExchange responses, Replica replica) {
    return BindingBuilder.bind(replyQueue).to(responses).with(Topology.jobKeysOf(replica.id()));
  }

  @Bean
  JobEventListener jobEventListener(JobEvents events, MessageCodec codec) {
    return new JobEventListener(events, codec);
  }

  @Bean
  SimpleMessageListenerContainer replyContainer(
      ConnectionFactory connections, Queue replyQueue, JobEventListener listener) {
    SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
    container.setQueues(replyQueue);
    container.setMessageListener(listener);
    container.setAcknowledgeMode(AcknowledgeMode.NONE); // hints: losing one costs a poll
    container.setMissingQueuesFatal(false);
    container.setRecoveryInterval(1000);
    // after a lost connection the first consumer asks for the queue of before, which is gone
    container.setDeclarationRetries(1);
    container.setFailedDeclarationRetryInterval(100);
    container.setPhase(STOPS_AFTER_WEB_SERVER);
    container.setListenerId("replies");
    container.setPrefetchCount(250);
    return container;
  }

  @Bean
  RepliesHealthIndicator repliesHealthIndicator(SimpleMessageListenerContainer replyContainer) {
    return new RepliesHealthIndicator(Objects.requireNonNull(replyContainer));
  }
}
