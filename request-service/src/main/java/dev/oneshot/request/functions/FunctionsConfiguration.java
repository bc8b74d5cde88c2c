package dev.oneshot.request.functions;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FunctionsProperties.class)
class FunctionsConfiguration {
  @Bean
  FunctionRegistry functionRegistry(FunctionsProperties properties) {
    return new FunctionRegistry(properties.resource());
  }
}
