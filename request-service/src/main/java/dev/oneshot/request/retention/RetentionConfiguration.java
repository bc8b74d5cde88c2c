package dev.oneshot.request.retention;

import dev.oneshot.job.JobStore;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.UploadRegister;
import dev.oneshot.request.loop.StepLoop;
import dev.oneshot.request.submission.KeyStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionProperties.class)
class RetentionConfiguration {
  @Bean
  StepLoop retentionLoop(
      RetentionStore store,
      JobStore jobs,
      UploadRegister register,
      PayloadStore payloads,
      KeyStore keys,
      InstantSource serverTime,
      RetentionProperties properties,
      MeterRegistry meters) {
    return new StepLoop(
        "retention",
        List.of(
            new ExpireContents(store, payloads, serverTime),
            new SweepUploads(register, jobs, payloads, serverTime),
            new ForgetKeys(keys, serverTime)),
        properties.interval(),
        meters);
  }
}
