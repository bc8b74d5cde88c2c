package dev.oneshot.pool.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.oneshot.pool.QueueObserver.Look;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestCertificate;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a broker that speaks TLS; skipped where no RabbitMQ is installed. */
class BrokerTlsIT {
  @Test
  void talksToTheBrokerThatItTrusts_andToNoOther(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.in(directory, "ip:127.0.0.1");
    Optional<TestBroker> started = TestBroker.startWithTls(certificate);
    assumeThat(started).as("an installed RabbitMQ").isPresent();
    try (TestBroker broker = started.orElseThrow()) {
      String uri = broker.tlsUri();

      assertThat(look(uri))
          .isInstanceOfSatisfying(
              Look.Unseen.class,
              unseen -> assertThat(unseen.reason()).contains("certificate is not trusted"));
      SSLContext before = SSLContext.getDefault();
      SSLContext.setDefault(certificate.clientContext());
      try {
        assertThat(look(uri)).isEqualTo(new Look.Seen(0, 0));
        assertThat(look(uri.replace("127.0.0.1", "localhost")))
            .isInstanceOfSatisfying(
                Look.Unseen.class, unseen -> assertThat(unseen.reason()).contains("localhost"));
      } finally {
        SSLContext.setDefault(before);
      }
    }
  }

  private static Look look(String uri) {
    try (RabbitQueueObserver observer =
        new RabbitQueueObserver(BrokerConnections.to(uri), "default")) {
      return observer.look();
    }
  }
}
