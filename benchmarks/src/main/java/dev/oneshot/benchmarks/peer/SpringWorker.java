package dev.oneshot.benchmarks.peer;

import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.amqp.support.converter.JacksonJsonMessageConverter;
import org.springframework.amqp.support.converter.MessageConverter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * A single-use worker as one would first write it: takes one assignment, has {@link EchoJobs} run
 * it, tells its end, acknowledges and ends. It hears and tells what Oneshot's worker does, so that
 * one requester measures both. Its settings are {@code spring-worker.properties}.
 */
@SpringBootApplication
public class SpringWorker {
  private static final String RESPONSES = "responses";

  private final RabbitTemplate broker;
  private final EchoJobs jobs;
  private final ApplicationContext context;

  SpringWorker(RabbitTemplate broker, EchoJobs jobs, ApplicationContext context) {
    this.broker = broker;
    this.jobs = jobs;
    this.context = context;
  }

  public static void main(String[] arguments) {
    SpringApplication.run(SpringWorker.class, arguments);
  }

  @Bean
  static MessageConverter json() {
    return new JacksonJsonMessageConverter();
  }

  @EventListener(AsyncConsumerStartedEvent.class)
  void subscribed() {
    String id = context.getEnvironment().getRequiredProperty("oneshot.worker.id");
    String pool = context.getEnvironment().getProperty("oneshot.worker.pool", "default");
    broker.convertAndSend(RESPONSES, "worker." + pool + ".ready", new Ready(id, "READY"));
  }

  @RabbitListener(queues = "${oneshot.worker.queue:assignments}")
  void run(Assignment assignment) {
    StoredJob job = jobs.run(assignment.job());
    broker.convertAndSend(
        RESPONSES,
        "job." + job.replyTo() + ".done",
        new Ended(job.id(), job.attempt(), job.state()));
    // lets this method end and its message be acknowledged first
    Thread.ofPlatform().start(() -> System.exit(SpringApplication.exit(context)));
  }

  record Assignment(String job) {}

  record Ready(String worker, String phase) {}

  record Ended(String job, int attempt, String state) {}
}
