package dev.oneshot.declarations.settings;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class UnknownSettingsConfiguration {
  // static: needed before any settings are read
  @Bean
  static ConfigurationPropertiesBindHandlerAdvisor refuseUnknownSettings() {
    return RefuseUnknownSettings::new;
  }
}
