package dev.oneshot.request.transfer;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransferProperties.class)
class TransferConfiguration {
  @Bean
  Transfers transfers(TransferProperties properties) {
    return new Transfers(properties);
  }
}
