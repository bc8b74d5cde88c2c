package dev.oneshot.pool.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Keeps the pools that a file declares. README.md has the settings. */
@SpringBootApplication(proxyBeanMethods = false)
public class WorkerPoolApplication {
  // this module is a library of standalone too, where application.yaml is somebody else's
  private static final String CONFIG_NAME = "spring.config.name=worker-pool";

  public static void main(String[] arguments) {
    var _ = of().run(arguments);
  }

  /** The program, not yet running; for tests. */
  static SpringApplicationBuilder of() {
    return new SpringApplicationBuilder(WorkerPoolApplication.class).properties(CONFIG_NAME);
  }
}
