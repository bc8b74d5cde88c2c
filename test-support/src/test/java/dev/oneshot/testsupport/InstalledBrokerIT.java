package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The private node of an installed RabbitMQ; skipped where none is installed. */
class InstalledBrokerIT extends RabbitBrokerContract {
  @BeforeAll
  static void start() {
    assumeThat(Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server")).exists();
    start(TestBroker.Kind.INSTALLED);
  }

  @Test
  void runsBesideAnother_andLeavesNothing_whenClosed() throws Exception {
    TestBroker broker = broker();
    List<ProcessHandle> before = running(ProcessHandle.current().descendants());
    TestBroker other = another();
    new Amqp(other.uri()).publish("q", "x");
    List<ProcessHandle> added =
        running(ProcessHandle.current().descendants()).stream()
            .filter(process -> !before.contains(process))
            .toList();
    assertThat(added)
        .extracting(InstalledBrokerIT::program)
        .anyMatch(name -> name.contains("beam"));
    assertThat(added)
        .extracting(InstalledBrokerIT::program)
        .anyMatch(name -> name.contains("epmd"));

    other.close();
    other.close();

    await().atMost(Duration.ofSeconds(10)).until(() -> running(added.stream()).isEmpty());
    new Amqp(broker.uri()).publish("q", "x");
  }

  @Test
  void speaksTls_withItsCertificate_whenStartedSo(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.in(directory, "ip:127.0.0.1");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(certificate.trustStore())) {
      trusted.load(file, null);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    ConnectionFactory factory = new ConnectionFactory();
    try (TestBroker secured = withTls(certificate)) {
      factory.setUri(secured.tlsUri());
      factory.useSslProtocol(context);
      factory.enableHostnameVerification();
      try (Connection connection = factory.newConnection()) {
        assertThat(connection.isOpen()).isTrue();
      }
      new Amqp(secured.uri()).publish("q", "x");
    }
  }

  @Test
  void hasNoTlsListener_unlessStartedWithOne() {
    assertThatThrownBy(broker()::tlsUri).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "kill"})
  void leavesNothing_whenTheJvmEnds(String how) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-DONESHOT_TEST_BROKER=installed",
                "-cp",
                System.getProperty("java.class.path"),
                SharedBrokerMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader stdout = jvm.inputReader(UTF_8)) {
      assertThat(stdout.readLine())
          .startsWith("[oneshot] broker: RabbitMQ 3")
          .contains("installed at");
      Path directory = Path.of(stdout.readLine());
      List<ProcessHandle> children = running(jvm.descendants());
      assertThat(children).hasSizeGreaterThanOrEqualTo(3);
      assertThat(directory).isDirectory();

      if ("kill".equals(how)) {
        jvm.destroyForcibly();
      } else {
        jvm.getOutputStream().close();
      }

      assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> running(children.stream()).isEmpty() && Files.notExists(directory));
    }
  }

  private static TestBroker withTls(TestCertificate certificate) {
    try (SystemProperties properties = new SystemProperties()) {
      properties.set("ONESHOT_TEST_BROKER", "installed");
      return TestBroker.startWithTls(certificate).orElseThrow();
    }
  }

  private static TestBroker another() {
    try (SystemProperties properties = new SystemProperties()) {
      properties.set("ONESHOT_TEST_BROKER", "installed");
      return TestBroker.start();
    }
  }

  private static List<ProcessHandle> running(Stream<ProcessHandle> processes) {
    return processes
        .filter(ProcessHandle::isAlive)
        .filter(process -> !program(process).isEmpty())
        .toList();
  }

  /** Empty for one that has ended and was not yet reaped. */
  private static String program(ProcessHandle process) {
    return process.info().command().orElse("");
  }
}
