package dev.oneshot.request.waiting;

import dev.oneshot.job.JobStore;
import dev.oneshot.request.loop.StepLoop;
import dev.oneshot.request.metrics.JobMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WaitingProperties.class)
class WaitingConfiguration {
  @Bean
  WaitingCalls waitingCalls(
      JobStore jobs,
      ExecutorService background,
      JobMetrics metrics,
      List<EndListener> listeners,
      MeterRegistry meters) {
    EndListener all =
        job -> {
          metrics.ended(job);
          listeners.forEach(listener -> listener.ended(job));
        };
    WaitingCalls calls = new WaitingCalls(jobs, background, all);
    Gauge.builder("oneshot.calls.pending", calls, WaitingCalls::size)
        .description("Jobs that callers wait for on this replica")
        .register(meters);
    return calls;
  }

  @Bean
  StepLoop waitingLoop(WaitingCalls calls, WaitingProperties properties, MeterRegistry meters) {
    return new StepLoop(
        "poll-waiting-calls",
        List.of(new PollWaitingCalls(calls)),
        properties.pollInterval(),
        meters);
  }

  @Bean
  ReleaseAtShutdown releaseAtShutdown(
      WaitingCalls calls, WaitingProperties properties, ExecutorService background) {
    return new ReleaseAtShutdown(calls, properties.drainWait(), background);
  }
}
