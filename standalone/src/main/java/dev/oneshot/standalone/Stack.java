package dev.oneshot.standalone;

import dev.oneshot.request.RequestServiceApplication;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.MapPropertySource;

/**
 * Everything that serves, in the order in which it starts; closing ends it in the opposite order.
 */
final class Stack implements AutoCloseable {
  private static final long STORE_BYTES = 1L << 30;

  private final ConfigurableApplicationContext context;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Stack(ConfigurableApplicationContext context) {
    this.context = context;
    ApplicationListener<ContextClosedEvent> end = event -> closed.countDown();
    context.addApplicationListener(end);
  }

  /** Returns when it can be called and a worker is idle, if any is wanted. */
  static Stack start(Installation installation, int port, PoolSize workers)
      throws StartFailedException {
    try {
      ConfigurableApplicationContext context =
          new SpringApplicationBuilder(RequestServiceApplication.class, PoolConfiguration.class)
              .profiles("standalone")
              .initializers(starting -> addTo(starting, installation, port, workers))
              .run();
      Stack stack = new Stack(context);
      if (workers.min() > 0) {
        context.getBean(StandalonePool.class).awaitIdle();
      }
      return stack;
    } catch (RuntimeException e) {
      throw explained(e, port);
    }
  }

  // broker and store start here, not before: from now on what they log is under Boot's control
  private static void addTo(
      ConfigurableApplicationContext starting, Installation installation, int port, PoolSize size) {
    Servers servers = Servers.start(System.getenv(), STORE_BYTES);
    Map<String, Object> settings =
        Map.of(
            "server.port", port,
            "management.server.port", port == 0 ? 0 : port + 1,
            "oneshot.broker.uri", servers.brokerUri(),
            "oneshot.store.uri", servers.storeUri(),
            "oneshot.functions.file", installation.functions().toString());
    starting
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("standalone", settings));
    GenericApplicationContext beans = (GenericApplicationContext) starting;
    beans.registerBean(
        "servers",
        Servers.class,
        () -> servers,
        definition -> definition.setDestroyMethodName("close"));
    // the first bean to be made is the last to be destroyed: everybody else is its client
    beans.addBeanFactoryPostProcessor(factory -> factory.getBean("servers"));
    beans.getBeanFactory().registerSingleton("installation", installation);
    beans.getBeanFactory().registerSingleton("poolSize", size);
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
    // what is wrong, not which bean could not be made for it
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    return new StartFailedException(Objects.toString(root.getMessage(), root.toString()));
  }

  String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  boolean isServing() {
    return closed.getCount() > 0;
  }

  void awaitEnd() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    context.close();
  }
}
