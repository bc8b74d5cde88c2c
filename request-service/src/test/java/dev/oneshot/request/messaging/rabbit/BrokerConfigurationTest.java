package dev.oneshot.request.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.testsupport.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** What Boot makes of it. */
class BrokerConfigurationTest {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @Import(BrokerConfiguration.class)
  @ImportAutoConfiguration(RabbitAutoConfiguration.class)
  static class Connections {}

  private static ConfigurableApplicationContext start(String... settings) {
    return new SpringApplicationBuilder(Connections.class)
        .web(WebApplicationType.NONE)
        .run(settings);
  }

  @Test
  void tellsBootWhereTheBrokerIs() {
    try (var context = start("--oneshot.broker.uri=amqp://u:p%40ss@one:5673/,two")) {
      CachingConnectionFactory connections = context.getBean(CachingConnectionFactory.class);
      var library = connections.getRabbitConnectionFactory();

      assertThat(library.getUsername()).isEqualTo("u");
      assertThat(library.getPassword()).isEqualTo("p@ss");
      assertThat(library.getVirtualHost()).isEmpty();
      assertThat(library.isSSL()).isFalse();
      assertThat(connections).extracting("addresses").asString().contains("one:5673", "two:5672");
    }
  }

  @Test
  void refusesAnotherAddressThanOurs() {
    assertThatThrownBy(() -> start("--spring.rabbitmq.addresses=elsewhere"))
        .rootCause()
        .hasMessageContaining("oneshot.broker.uri");
  }

  @Test
  void refusesABrokerWhoseCertificateIsNotTrusted(@TempDir Path directory) throws Exception {
    assertThatThrownBy(handshake(certificate(directory), "127.0.0.1"))
        .rootCause()
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void refusesABrokerWhoseCertificateIsForAnotherHost(@TempDir Path directory) throws Exception {
    TestCertificate certificate = certificate(directory);
    System.setProperty(TRUST_STORE, certificate.trustStore().toString());
    try {
      assertThatThrownBy(handshake(certificate, "localhost"))
          .hasCauseInstanceOf(SSLHandshakeException.class)
          .rootCause()
          .hasMessageContaining("localhost");
    } finally {
      System.clearProperty(TRUST_STORE);
    }
  }

  private static TestCertificate certificate(Path directory) throws Exception {
    return TestCertificate.in(Files.createDirectory(directory.resolve("made")), "ip:127.0.0.1");
  }

  /** With somebody who speaks TLS, and would not be talked to if that went well. */
  private static ThrowingCallable handshake(TestCertificate shown, String host) {
    return () -> {
      try (SSLServerSocket server =
              (SSLServerSocket)
                  shown.serverContext().getServerSocketFactory().createServerSocket(0);
          var context =
              start("--oneshot.broker.uri=amqps://" + host + ":" + server.getLocalPort())) {
        var _ = CompletableFuture.runAsync(() -> answer(server));
        context.getBean(CachingConnectionFactory.class).createConnection().close();
      }
    };
  }

  private static void answer(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept();
        InputStream input = socket.getInputStream()) {
      var _ = input.read();
    } catch (IOException e) {
      // the other side has hung up, as it should
    }
  }
}
