package dev.oneshot.request.recovery;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.loop.Step;
import dev.oneshot.request.loop.StepLoop;
import dev.oneshot.request.messaging.AssignmentPublisher;
import dev.oneshot.request.messaging.JobEventPublisher;
import dev.oneshot.request.messaging.Pools;
import dev.oneshot.request.messaging.QueueDepth;
import dev.oneshot.request.metrics.JobMetrics;
import dev.oneshot.request.waiting.WaitingCalls;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecoveryProperties.class)
class RecoveryConfiguration {
  @Bean
  PublishedJobs publishedJobs(JobStore jobs) {
    return new PublishedJobs(jobs);
  }

  @Bean
  Backlog backlog(RecoveryStore store, HeldJobs held, Pools pools, MeterRegistry meters) {
    return new Backlog(store, held, pools, meters);
  }

  @Bean
  EndedJobs endedJobs(WaitingCalls waiting, JobEventPublisher events, JobMetrics metrics) {
    return new EndedJobs(waiting, events, metrics);
  }

  @Bean
  StoreOutages storeOutages(InstantSource serverTime) {
    return new StoreOutages(serverTime);
  }

  @Bean
  RepublishJobs republishJobs(
      RecoveryStore store,
      AssignmentPublisher assignments,
      PublishedJobs published,
      QueueDepth depth,
      Backlog backlog,
      StoreOutages outages,
      InstantSource serverTime,
      JobMetrics metrics) {
    return new RepublishJobs(
        store, assignments, published, depth, backlog, outages, serverTime, metrics);
  }

  @Bean
  StepLoop recoveryLoop(
      RecoveryStore store,
      Backlog backlog,
      EndedJobs ended,
      StoreOutages outages,
      InstantSource serverTime,
      RecoveryProperties properties,
      MeterRegistry meters) {
    List<Step> steps =
        List.of(
            new CountBacklog(backlog),
            new TimeOutJobs(store, ended, outages, serverTime),
            new ReclaimLostJobs(store, ended, outages, serverTime));
    return new StepLoop("recovery", steps, properties.interval(), meters);
  }

  /** Beside the recovery loop, which must not wait for a broker that hangs. */
  @Bean
  StepLoop republishLoop(
      RepublishJobs republish, RecoveryProperties properties, MeterRegistry meters) {
    return new StepLoop("republish", List.of(republish), properties.interval(), meters);
  }
}
