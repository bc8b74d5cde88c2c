package dev.oneshot.worker.distribution;

import static dev.oneshot.worker.fixture.JobBuilder.aJob;

import dev.oneshot.embedded.EmbeddedBroker;
import dev.oneshot.embedded.EmbeddedStore;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.testsupport.TestCertificate;
import dev.oneshot.worker.fixture.Distribution;
import dev.oneshot.worker.fixture.Site;
import dev.oneshot.worker.fixture.WorkerProcess;
import dev.oneshot.worker.priming.IdleWarmUp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trains the start-up cache by real jobs: what a worker loads while it runs them is in the cache,
 * linked, when the next one starts. Fails where a job does, or where a JVM would not take the
 * cache.
 */
final class TrainCache {
  private static final String JSON_ECHO = "dev.oneshot.worker.execution.JsonEcho";
  private static final String EXAMPLES = "dev.oneshot.examples.";
  private static final int LARGE = 1024 * 1024;

  /** Reading profiles at each start costs a tenth of a one-shot worker's CPU and gains nothing. */
  private static final String WITHOUT_PROFILES = "-XX:-AOTRecordTraining";

  private static final String UNLOCK_DIAGNOSTIC = "-XX:+UnlockDiagnosticVMOptions";

  /** By then a worker that waits has started what functions need of the platform. */
  private static final Duration WARMED_UP = IdleWarmUp.AFTER.plusSeconds(1);

  private final Site site;
  private final Distribution distribution;
  private final List<Path> functions;
  private final Path cache;
  private final Consumer<WorkerProcess.Starter> wires;

  private TrainCache(
      Site site,
      Distribution distribution,
      List<Path> functions,
      Path cache,
      Consumer<WorkerProcess.Starter> wires) {
    this.site = site;
    this.distribution = distribution;
    this.functions = functions;
    this.cache = cache;
    this.wires = wires;
  }

  /**
   * Makes one.
   *
   * @param functions the example functions' jars, or none
   * @param speaksTls with broker and store
   */
  static void run(Path worker, List<Path> functions, Path cache, boolean speaksTls)
      throws Exception {
    Files.deleteIfExists(cache);
    Path scratch = Files.createTempDirectory("oneshot-training-");
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        EmbeddedStore store = EmbeddedStore.start(256L << 20);
        Site site = new Site(broker.uri(), store.uri(), "training")) {
      TrainCache training =
          new TrainCache(
              site,
              new Distribution(worker),
              functions,
              cache,
              speaksTls ? secured(site, scratch) : starter -> {});
      training.runJobs(
          training.jobs(),
          WARMED_UP,
          "-XX:AOTCacheOutput=" + cache,
          UNLOCK_DIAGNOSTIC,
          WITHOUT_PROFILES);
      training.runJobs(
          training.jobs().subList(0, 1), Duration.ZERO, "-XX:AOTCache=" + cache, "-XX:AOTMode=on");
    } finally {
      BuildDistribution.delete(scratch);
    }
  }

  private static Consumer<WorkerProcess.Starter> secured(Site site, Path scratch)
      throws IOException, GeneralSecurityException {
    TestCertificate shown = TestCertificate.in(scratch, "ip:127.0.0.1");
    URI broker = URI.create(site.brokerUri);
    String brokerUri =
        "amqps://%s@127.0.0.1:%d%s"
            .formatted(
                broker.getRawUserInfo(),
                TlsFront.of(site.brokerUri, shown).port(),
                broker.getRawPath());
    String storeUri =
        "mongodb://127.0.0.1:%d/?tls=true".formatted(TlsFront.of(site.storeUri, shown).port());
    return starter ->
        starter
            .option("-Djavax.net.ssl.trustStore=" + shown.trustStore())
            .with("ONESHOT_BROKER_URI", brokerUri)
            .with("ONESHOT_STORE_URI", storeUri);
  }

  private void runJobs(List<Job> jobs, Duration idleBefore, String... options) throws Exception {
    WorkerProcess.Starter starter =
        WorkerProcess.starter(distribution, site)
            .functions(functions)
            .option("-Xmx256m")
            .with("ONESHOT_WORKER_MAX_JOBS", Integer.toString(jobs.size()));
    wires.accept(starter);
    for (String option : options) {
      starter.option(option);
    }
    try (WorkerProcess worker = starter.start()) {
      site.await(Phase.READY);
      Thread.sleep(idleBefore);
      for (Job job : jobs) {
        site.submit(job);
      }
      int code = worker.await();
      if (code != 0 || !Files.exists(cache)) {
        throw new IllegalStateException("the worker ended with " + code + ": " + worker.errors());
      }
    }
    for (Job job : jobs) {
      Job ended = site.find(job.id());
      if (ended.state() != JobState.DONE) {
        throw new IllegalStateException("a job of the training ended as " + ended);
      }
    }
  }

  private List<Job> jobs() throws IOException {
    List<Job> jobs = new ArrayList<>();
    if (functions.isEmpty()) {
      jobs.add(aJob(JSON_ECHO).payload("{\"text\":\"x\",\"list\":[1,2.5,true,null]}").build());
      jobs.add(aJob(JSON_ECHO).payload(stored(largeJson())).build());
    } else {
      // what these do not use costs each start, as all that a cache holds is loaded at once
      jobs.add(aJob(EXAMPLES + "echo.Echo").payload("x").build());
      jobs.add(aJob(EXAMPLES + "echo.Echo").payload(stored(new byte[LARGE])).build());
      jobs.add(aJob(EXAMPLES + "probe.Probe").payload("{\"log\":\"x\",\"sleepMillis\":1}").build());
    }
    return jobs;
  }

  private static byte[] largeJson() {
    return ("{\"text\":\"" + "x".repeat(LARGE) + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private Payload stored(byte[] bytes) throws IOException {
    FileId file = FileId.ofPayload(JobId.random().value());
    try (PayloadWriter writer = site.payloads.write(file, "application/json", bytes.length)) {
      writer.write(bytes);
      return writer.commit();
    }
  }
}
