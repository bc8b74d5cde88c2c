package dev.oneshot.request.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
  @Bean
  JobMetrics jobMetrics(MeterRegistry meters) {
    return new JobMetrics(meters);
  }
}
