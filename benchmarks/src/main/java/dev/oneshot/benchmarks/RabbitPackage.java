package dev.oneshot.benchmarks;

import dev.oneshot.testsupport.TestBroker;
import java.io.IOException;

/**
 * RabbitMQ, installed where there is none and may be. Tests make do with the embedded broker; what
 * is measured or proven on it says nothing of a RabbitMQ.
 */
public final class RabbitPackage {
  private static final String SERVICE = "rabbitmq-server";
  private static final DebianPackage PACKAGE = new DebianPackage(SERVICE);

  private RabbitPackage() {}

  /**
   * Returns if there is one, installed or in a container.
   *
   * @throws NotInstalledException where it cannot be had
   */
  public static void require(Progress progress)
      throws NotInstalledException, IOException, InterruptedException {
    if (isThere()) {
      return;
    }
    if (!PACKAGE.install(progress)) {
      throw new NotInstalledException(
          "no RabbitMQ here; install it, on Debian with: "
              + PACKAGE.command()
              + ", or have a Docker engine with an image of it");
    }
    // the package starts one for all of the machine; those of this command are its own
    DebianPackage.output("sh", "-c", "systemctl disable --now " + SERVICE);
  }

  // a container is only found out about by starting it
  private static boolean isThere() {
    if (TestBroker.isRabbitInstalled()) {
      return true;
    }
    try (TestBroker broker = TestBroker.start()) {
      return broker.isRealRabbit();
    }
  }
}
