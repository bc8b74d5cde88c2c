package dev.oneshot.standalone.endtoend;

import dev.oneshot.request.RequestServiceApplication;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** One replica of the real service in this process, on ports of its own. */
final class Replica implements Closeable {
  private final ConfigurableApplicationContext context;
  private final Client client;

  private Replica(ConfigurableApplicationContext context) {
    this.context = context;
    this.client =
        new Client("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  static Replica start(List<String> settings) {
    List<String> all = new ArrayList<>(settings);
    all.add("--server.port=0");
    return new Replica(
        SpringApplication.run(RequestServiceApplication.class, all.toArray(String[]::new)));
  }

  Client client() {
    return client;
  }

  /** Ends it in good order, its callers first. */
  void stop() {
    context.close();
  }

  @Override
  public void close() {
    stop();
    client.close();
  }
}
