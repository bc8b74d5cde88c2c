package dev.oneshot.worker;

import static dev.oneshot.worker.fixture.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestCertificate;
import dev.oneshot.testsupport.TestStore;
import dev.oneshot.worker.fixture.Distribution;
import dev.oneshot.worker.fixture.Site;
import dev.oneshot.worker.fixture.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real workers that speak TLS with the broker; skipped where no RabbitMQ is installed. */
class TlsIT {
  /** Somewhat above what was measured: mostly what the JDK spins for its type switches. */
  private static final int MAX_UNCACHED = 40;

  private static final String ECHO = "dev.oneshot.worker.execution.JsonEcho";

  @TempDir private static Path directory = Path.of("");
  private static @Nullable TestBroker broker;
  private static TestCertificate shown = new TestCertificate(directory);

  @BeforeAll
  static void startBroker() throws Exception {
    shown = certificate();
    broker = TestBroker.startWithTls(shown).orElse(null);
    assumeThat(broker).isNotNull();
  }

  @AfterAll
  static void closeBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  private static TestCertificate certificate() throws Exception {
    return TestCertificate.in(Files.createTempDirectory(directory, "made"), "ip:127.0.0.1");
  }

  @Test
  void runsAJob_whenTheBrokersCertificateIsTrustedAndForItsHost() throws Exception {
    try (Site site = site();
        WorkerProcess worker = worker(site, broker().tlsUri(), shown)) {
      site.await(Phase.READY);
      assertThat(Files.readAllLines(worker.scratch().resolve("classes.log")))
          .filteredOn(line -> !line.contains("shared objects file"))
          .as("not from the cache")
          .hasSizeLessThanOrEqualTo(MAX_UNCACHED);
      JobId job = site.submit(aJob(ECHO).payload("{}").build());

      assertThat(site.awaitEnd().job()).isEqualTo(job);
      assertThat(worker.await()).as(worker.errors()).isZero();
      assertThat(site.find(job).state()).isEqualTo(JobState.DONE);
    }
  }

  @Test
  void saysThatItDoesNotTrustTheBroker() throws Exception {
    try (Site site = site();
        WorkerProcess worker = worker(site, broker().tlsUri(), certificate())) {
      assertUnreachable(worker, "SSLHandshakeException", "PKIX path");
    }
  }

  @Test
  void saysThatTheBrokersCertificateIsForAnotherHost() throws Exception {
    String byName = broker().tlsUri().replace("127.0.0.1", "localhost");
    try (Site site = site();
        WorkerProcess worker = worker(site, byName, shown)) {
      assertUnreachable(worker, "SSLHandshakeException", "localhost");
    }
  }

  private static TestBroker broker() {
    return Objects.requireNonNull(broker);
  }

  private static Site site() throws Exception {
    return new Site(broker().uri(), TestStore.shared().uri(), TestStore.shared().newDatabaseName());
  }

  private static WorkerProcess worker(Site site, String brokerUri, TestCertificate trusted)
      throws Exception {
    WorkerProcess.Starter starter =
        WorkerProcess.starter(Distribution.built(), site)
            .option("-Xmx64m")
            .option("-Xlog:class+load:file=classes.log")
            .option("-Djavax.net.ssl.trustStore=" + trusted.trustStore())
            .with("ONESHOT_BROKER_URI", brokerUri);
    Distribution.built().cachedWithTls().forEach(starter::option);
    return starter.start();
  }

  private static void assertUnreachable(WorkerProcess worker, String... why) throws Exception {
    assertThat(worker.await()).isEqualTo(WorkerExit.UNREACHABLE.code());
    assertThat(worker.errors().lines())
        .singleElement()
        .satisfies(line -> {
          Document said = Document.parse(line);
          assertThat(said)
              .containsEntry("level", "ERROR")
              .containsEntry("message", "broker or store cannot be reached");
          assertThat(said.getString("detail")).contains(why).doesNotContain("guest");
        });
  }
}
