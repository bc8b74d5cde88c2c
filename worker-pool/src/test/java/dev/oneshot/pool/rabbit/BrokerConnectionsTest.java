package dev.oneshot.pool.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.pool.QueueObserver.Look;
import dev.oneshot.testsupport.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerConnectionsTest {
  @TempDir private Path directory;

  @Test
  void goToTheAddress() {
    ConnectionFactory connections = BrokerConnections.to("amqp://u:p%40s:s@broker:1234/a%2Fb");

    assertThat(connections.getHost()).isEqualTo("broker");
    assertThat(connections.getPort()).isEqualTo(1234);
    assertThat(connections.getUsername()).isEqualTo("u");
    assertThat(connections.getPassword()).isEqualTo("p@s:s");
    assertThat(connections.getVirtualHost()).isEqualTo("a/b");
    assertThat(connections.isSSL()).isFalse();
    assertThat(BrokerConnections.to("amqps://broker").isSSL()).isTrue();
    assertThatThrownBy(() -> BrokerConnections.to("amqp://u:secret%@broker"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void doNotTrustWhoeverAnswers() throws Exception {
    assertThat(look(certificate(), "127.0.0.1"))
        .contains("certificate is not trusted", "unable to find valid certification path");
  }

  @Test
  void doNotTrustACertificateForAnotherHost() throws Exception {
    TestCertificate certificate = certificate();
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(certificate.clientContext());
    try {
      assertThat(look(certificate, "localhost")).contains("not for its host", "localhost");
    } finally {
      SSLContext.setDefault(before);
    }
  }

  private TestCertificate certificate() throws IOException {
    return TestCertificate.in(Files.createDirectory(directory.resolve("made")), "ip:127.0.0.1");
  }

  /** What a pool says of somebody who speaks TLS and would read on if that went well. */
  private static String look(TestCertificate shown, String host) throws Exception {
    try (SSLServerSocket server =
            (SSLServerSocket) shown.serverContext().getServerSocketFactory().createServerSocket(0);
        RabbitQueueObserver observer =
            new RabbitQueueObserver(
                BrokerConnections.to("amqps://" + host + ":" + server.getLocalPort()), "default")) {
      var _ = CompletableFuture.runAsync(() -> listen(server));
      return ((Look.Unseen) observer.look()).reason();
    }
  }

  private static void listen(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept();
        InputStream input = socket.getInputStream()) {
      var _ = input.readAllBytes();
    } catch (IOException e) {
      // the other side has hung up, as it should
    }
  }
}
