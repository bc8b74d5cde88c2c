package dev.oneshot.standalone.endtoend;

import java.nio.file.Path;

/** Where the build left what the platform is made of. */
final class Checkout {
  private Checkout() {}

  static Path root() {
    return Path.of(System.getProperty("basedir", ""), "..").toAbsolutePath().normalize();
  }

  static Path worker() {
    return root().resolve("execution-worker/target/worker");
  }

  static Path functionJars() {
    return root().resolve("examples/target/functions");
  }

  static Path functions() {
    return root().resolve("examples/functions.yaml");
  }

  static Path sampleSources() {
    return root().resolve("examples/target/input/sample-sources.jar");
  }
}
