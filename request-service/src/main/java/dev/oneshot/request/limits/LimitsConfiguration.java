package dev.oneshot.request.limits;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.loop.StepLoop;
import dev.oneshot.request.recovery.RecoveryProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {
  @Bean
  Turnstile turnstile(
      HeldJobs held,
      Slots slots,
      ReleaseJobs release,
      FunctionRegistry functions,
      ExecutorService background) {
    return new Turnstile(held, slots, release, functions, background);
  }

  /** Beside the recovery loop, which must not wait for it. */
  @Bean
  StepLoop limitsLoop(
      HeldJobs held,
      Slots slots,
      Turnstile turnstile,
      FunctionRegistry functions,
      RecoveryProperties properties,
      MeterRegistry meters) {
    return new StepLoop(
        "limits",
        List.of(new FreeSlots(held, slots, turnstile, functions, meters)),
        properties.interval(),
        meters);
  }
}
