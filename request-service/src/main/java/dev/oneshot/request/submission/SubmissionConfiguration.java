package dev.oneshot.request.submission;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.JobStore;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.limits.QueueRoom;
import dev.oneshot.request.limits.ReleaseJobs;
import dev.oneshot.request.limits.Turnstile;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.messaging.Replica;
import dev.oneshot.request.metrics.JobMetrics;
import dev.oneshot.request.recovery.Backlog;
import dev.oneshot.request.recovery.PublishedJobs;
import dev.oneshot.request.recovery.StoreOutages;
import dev.oneshot.request.transfer.Transfers;
import dev.oneshot.request.waiting.WaitingCalls;
import dev.oneshot.request.waiting.WaitingProperties;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SubmissionProperties.class)
class SubmissionConfiguration {
  @Bean
  CallReader callReader(FunctionRegistry functions) {
    return new CallReader(functions);
  }

  @Bean
  Admission admission(
      AssignmentPublisher assignments,
      WaitingProperties waitingProperties,
      Backlog backlog,
      HeldJobs held,
      SubmissionProperties properties) {
    QueueRoom room = new QueueRoom(held, properties.maxBacklog());
    return new Admission(assignments, waitingProperties, backlog, room, properties);
  }

  @Bean
  ReleaseJobs releaseJobs(
      HeldJobs held,
      AssignmentPublisher assignments,
      PublishedJobs published,
      StoreOutages outages,
      InstantSource serverTime,
      SubmissionProperties properties) {
    return new ReleaseJobs(
        held, assignments, published, outages, serverTime, properties.republishAfter());
  }

  @Bean
  Placement placement(
      JobStore jobs,
      WaitingCalls waiting,
      AssignmentPublisher assignments,
      PublishedJobs published,
      Turnstile turnstile,
      ExecutorService background,
      JobMetrics metrics,
      SubmissionProperties properties) {
    return new Placement(
        jobs,
        waiting,
        assignments,
        published,
        turnstile,
        background,
        metrics,
        properties.republishAfter());
  }

  @Bean
  Submission submission(
      Admission admission,
      PayloadStore payloads,
      Transfers transfers,
      KeyStore keys,
      JobStore jobs,
      InstantSource serverTime,
      Replica replica,
      Placement placement,
      ExecutorService background) {
    return new Submission(
        admission,
        new PayloadIntake(payloads, transfers),
        payloads,
        keys,
        jobs,
        new JobFactory(serverTime, replica),
        placement,
        background);
  }
}
