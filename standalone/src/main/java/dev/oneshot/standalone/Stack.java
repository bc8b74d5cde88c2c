package dev.oneshot.standalone;

import dev.oneshot.request.RequestServiceApplication;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Everything that serves, in the order in which it starts; closing ends it in the opposite order.
 */
final class Stack implements AutoCloseable {
  private static final long STORE_BYTES = 1L << 30;

  private final Embedded embedded;
  private final ConfigurableApplicationContext context;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Stack(Embedded embedded, ConfigurableApplicationContext context) {
    this.embedded = embedded;
    this.context = context;
    ApplicationListener<ContextClosedEvent> end = event -> closed.countDown();
    context.addApplicationListener(end);
  }

  /** Returns when it can be called and as many workers are idle as were asked for. */
  static Stack start(Installation installation, int port, PoolSize workers)
      throws IOException, StartFailedException {
    Embedded embedded = Embedded.start(STORE_BYTES);
    try {
      ConfigurableApplicationContext context = context(embedded, installation, port, workers);
      Stack stack = new Stack(embedded, context);
      context.getBean(StandalonePool.class).awaitIdle(Math.max(1, workers.min()));
      return stack;
    } catch (RuntimeException e) {
      embedded.close();
      throw explained(e, port);
    }
  }

  private static ConfigurableApplicationContext context(
      Embedded embedded, Installation installation, int port, PoolSize workers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", port);
    settings.put("management.server.port", port == 0 ? 0 : port + 1);
    settings.put("oneshot.broker.uri", embedded.brokerUri());
    settings.put("oneshot.store.uri", embedded.storeUri());
    settings.put("oneshot.functions.file", installation.functions().toString());
    settings.put("spring.main.register-shutdown-hook", "true");
    return new SpringApplicationBuilder(RequestServiceApplication.class, PoolConfiguration.class)
        .web(WebApplicationType.SERVLET)
        .properties(settings)
        .profiles("standalone")
        .initializers(starting -> {
          var beans = starting.getBeanFactory();
          beans.registerSingleton("embedded", embedded);
          beans.registerSingleton("installation", installation);
          beans.registerSingleton("poolSize", workers);
        })
        .run();
  }

  private static StartFailedException explained(RuntimeException failure, int port) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException) {
        return new StartFailedException(
            "port "
                + port
                + " or "
                + (port + 1)
                + " is taken; choose another with --port N, or --port 0");
      }
    }
    return new StartFailedException(Objects.toString(failure.getMessage(), failure.toString()));
  }

  String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  void awaitEnd() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    context.close();
    embedded.close();
  }
}
