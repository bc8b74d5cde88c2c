package dev.oneshot.worker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.oneshot.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final AtomicInteger connections = new AtomicInteger();
  @TempDir private Path directory;
  private SSLContext ours;
  private TestCertificate shown;
  private SSLServerSocket server;

  @BeforeEach
  void startServer() throws Exception {
    ours = SSLContext.getDefault();
    shown = certificate();
    SSLContext.setDefault(shown.clientContext());
    server =
        (SSLServerSocket)
            shown
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private TestCertificate certificate() throws IOException {
    return TestCertificate.in(Files.createTempDirectory(directory, "made"), "ip:127.0.0.1");
  }

  @AfterEach
  void closeServer() throws IOException {
    SSLContext.setDefault(ours);
    server.close();
  }

  @Test
  void agreesWithMostServersAtOnce() throws Exception {
    serve();

    assertAnswers();
    assertThat(connections).hasValue(1);
  }

  @Test
  void agreesWithAServerThatDoesNotKnowTheCheapestGroup() throws Exception {
    SSLParameters parameters = server.getSSLParameters();
    parameters.setNamedGroups(new String[] {"secp256r1", "secp384r1"});
    server.setSSLParameters(parameters);
    serve();

    assertAnswers();
    assertThat(connections).hasValue(2);
  }

  @Test
  void doesNotAskAgain_whomItDoesNotTrust() throws Exception {
    SSLContext.setDefault(certificate().clientContext());
    serve();

    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(this::open)
        .withMessageContaining("PKIX path");
    assertThat(connections).hasValue(1);
  }

  private void assertAnswers() throws IOException {
    try (Socket socket = open()) {
      assertThat(socket.getInputStream().read()).isEqualTo(42);
    }
  }

  private Socket open() throws IOException {
    return Sockets.open("127.0.0.1", server.getLocalPort(), true, WAIT, WAIT);
  }

  private void serve() {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            answer();
          }
        });
  }

  private void answer() {
    try (Socket client = server.accept()) {
      connections.incrementAndGet();
      client.getOutputStream().write(42);
    } catch (IOException e) {
      // no agreement, which is what the client sees as well
    }
  }
}
