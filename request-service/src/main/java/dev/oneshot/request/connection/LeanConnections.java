package dev.oneshot.request.connection;

import dev.oneshot.request.waiting.WaitingProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Makes Tomcat listen with {@link LeanHttpProtocol}, and take no more connections than the calls
 * that may wait and some for all others: each may have a call in it that was not admitted yet.
 */
@Component
@EnableConfigurationProperties({ConnectionProperties.class, WaitingProperties.class})
final class LeanConnections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private static final int OTHERS = 1000;

  /**
   * Connections that were not accepted yet. Linux grants at most {@code net.core.somaxconn}, 4096
   * by default; with Tomcat's 100 some of thousands that came at once were reset.
   */
  private static final int ACCEPT_QUEUE = 4096;

  private final WaitingProperties waits;
  private final ConnectionProperties limits;

  LeanConnections(WaitingProperties waits, ConnectionProperties limits) {
    this.waits = waits;
    this.limits = limits;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(LeanHttpProtocol.class.getName());
    factory.addEngineValves(new LingerValve());
    factory.addContextValves(new CallerValve());
    factory.addConnectorCustomizers(connector -> {
      if (connector.getProtocolHandler() instanceof LeanHttpProtocol http) {
        http.setLimits(limits);
        http.setMaxConnections((int) Math.min(Integer.MAX_VALUE, (long) waits.maxCalls() + OTHERS));
        http.setAcceptCount(ACCEPT_QUEUE);
      }
    });
  }
}
