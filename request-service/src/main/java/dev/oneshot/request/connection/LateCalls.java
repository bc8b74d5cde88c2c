package dev.oneshot.request.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Takes the calls that come after a shutdown began: whoever spreads calls over the replicas learns
 * late that this one is not ready any more. Each answer closes its connection, so that none is left
 * when the listener goes. Stops before everything else; called by the thread of the shutdown.
 */
@Component
@EnableConfigurationProperties(ShutdownProperties.class)
final class LateCalls implements SmartLifecycle {
  private final ApplicationContext context;
  private final ShutdownProperties shutdown;
  private volatile boolean running;

  LateCalls(ApplicationContext context, ShutdownProperties shutdown) {
    this.context = context;
    this.shutdown = shutdown;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public void stop(Runnable whenStopped) {
    stop();
    keepNoConnection();
    CompletableFuture.delayedExecutor(shutdown.delay().toMillis(), TimeUnit.MILLISECONDS)
        .execute(whenStopped);
  }

  private void keepNoConnection() {
    if (context instanceof WebServerApplicationContext serving
        && serving.getWebServer() instanceof TomcatWebServer tomcat
        && tomcat.getTomcat().getConnector().getProtocolHandler()
            instanceof AbstractHttp11Protocol<?> http) {
      http.setMaxKeepAliveRequests(1); // looked at with every request
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
