package dev.oneshot.request.messaging.rabbit;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** Tells Boot where the broker is. All else of the connection is {@code spring.rabbitmq.*}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class BrokerConfiguration {
  @Bean
  RabbitConnectionDetails brokerNodes(
      BrokerProperties broker, RabbitProperties boot, ObjectProvider<SslBundles> bundles) {
    if (boot.getAddresses() != null) {
      throw new IllegalArgumentException(
          "spring.rabbitmq.addresses is not heeded: name the broker by oneshot.broker.uri");
    }
    BrokerNodes nodes = BrokerNodes.of(broker.uri(), bundle(boot.getSsl(), bundles));
    // where Boot looks for it; it then checks certificate and host name, unless told otherwise
    boot.getSsl().setEnabled(nodes.isTls());
    return nodes;
  }

  private static @Nullable SslBundle bundle(
      RabbitProperties.Ssl ssl, ObjectProvider<SslBundles> bundles) {
    String name = ssl.getBundle();
    return StringUtils.hasLength(name) ? bundles.getObject().getBundle(name) : null;
  }
}
