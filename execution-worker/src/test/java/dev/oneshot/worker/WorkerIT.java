package dev.oneshot.worker;

import static dev.oneshot.worker.fixture.JobBuilder.aJob;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobError;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Logs;
import dev.oneshot.job.Reason;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.message.JobEvent;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.payload.Payload;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import dev.oneshot.worker.fixture.Distribution;
import dev.oneshot.worker.fixture.JobBuilder;
import dev.oneshot.worker.fixture.Site;
import dev.oneshot.worker.fixture.WorkerProcess;
import dev.oneshot.worker.functions.Greeting;
import dev.oneshot.worker.functions.Scripted;
import dev.oneshot.worker.functions.Unbuildable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real workers, as they are delivered, against a real broker and store. */
class WorkerIT {
  private static final Path FUNCTIONS =
      Path.of("target", "execution-worker-0.1.0-SNAPSHOT-tests.jar").toAbsolutePath();

  private static final String LOG_CLASSES = "-Xlog:class+load:file=classes.log";
  private static final int MAX_CLASSES = 2760;
  private static final int MAX_UNCACHED = 10;
  private static final int MAX_THREADS = 16;
  private static final int MAX_OPEN_JARS = 0;
  private static final int MAX_CLASSES_OF_A_JOB = 2;
  private static final int MAX_UNCACHED_OF_A_JOB = 1;
  private static final int MAX_INITIALISED_OF_A_JOB = 22;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Site site;

  @BeforeEach
  void openSite() throws Exception {
    site =
        new Site(
            TestBroker.shared().newVirtualHost(),
            TestStore.shared().uri(),
            TestStore.shared().newDatabaseName());
    open.add(site);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private WorkerProcess.Starter aWorker() {
    return aWorker(site);
  }

  private static WorkerProcess.Starter aWorker(Site site) {
    WorkerProcess.Starter starter =
        WorkerProcess.starter(Distribution.built(), site)
            .functions(List.of(FUNCTIONS))
            .option("-Xmx64m");
    Distribution.built().cached().forEach(starter::option);
    return starter;
  }

  private WorkerProcess ready(WorkerProcess.Starter starter) throws Exception {
    WorkerProcess worker = starter.start();
    open.add(worker);
    assertThat(site.await(Phase.READY).worker()).isEqualTo(worker.id());
    return worker;
  }

  private static JobBuilder scripted(String script) {
    return aJob(Scripted.class).payload(script);
  }

  /** Runs one job in a worker of its own. */
  private Job run(JobBuilder builder) throws Exception {
    Job job = builder.build();
    WorkerProcess worker = ready(aWorker());
    site.submit(job);
    JobEvent end = site.awaitEnd();
    assertThat(worker.await()).as(worker.errors()).isZero();
    Job ended = site.find(job.id());
    assertThat(end).isEqualTo(new JobEvent(job.id(), 1, ended.state()));
    return ended;
  }

  private String text(Job job) throws IOException {
    return new String(site.read(job.result()), UTF_8);
  }

  private static void assertFailed(Job job, Reason reason, String type, String message) {
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).isEqualTo(new JobError(reason, type, message));
  }

  @Test
  void runsOneJobAndExits_whateverElseIsQueued() throws Exception {
    for (int i = 0; i < 10; i++) {
      site.submit(scripted("result").build());
    }
    WorkerProcess worker = ready(aWorker());

    JobEvent end = site.awaitEnd();

    assertThat(worker.await()).isZero();
    assertThat(text(site.find(end.job()))).isEqualTo("result");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(site.queued()).isEqualTo(9));
    assertThat(site.database.getCollection("jobs").countDocuments(new Document("attempt", 0)))
        .isEqualTo(9);
  }

  @Test
  void tellsTheFunctionAboutItsCall() throws Exception {
    Job job = run(aJob(Scripted.class).payload("facts\n", "text/x-script"));

    assertThat(text(job))
        .contains(
            "id=" + job.id(),
            "function=test",
            "content-type=text/x-script",
            "oneshot.attempt=1",
            "oneshot.worker.jobs-served-before=0",
            "traceparent=" + JobBuilder.TRACEPARENT)
        .containsPattern("remaining=[1-5]\\d{4}\n")
        .containsPattern("boot-millis=\\d+")
        .containsPattern("idle-millis=\\d+")
        .containsPattern("oneshot.deadline=20\\d\\d-.*Z");
  }

  @Test
  void runsFunctionsOnObjects() throws Exception {
    Job job =
        run(
            aJob(Greeting.class.getName() + "::handleRequest")
                .payload("{\"name\":\"Ada\",\"age\":36}", "application/json"));

    assertThat(job.error()).isNull();
    assertThat(text(job)).isEqualTo("{\"text\":\"hello Ada, 36\"}");
    assertThat(job.result()).extracting(Payload::contentType).isEqualTo("application/json");
  }

  @Test
  void staysInLine_afterStaleAndMeaninglessMessages() throws Exception {
    WorkerProcess worker = ready(aWorker());
    site.publish("{\"job\":".getBytes(UTF_8));
    site.publish(JobId.random());
    site.publish(new byte[0]);

    JobId job = site.submit(scripted("facts").build());

    assertThat(site.awaitEnd().job()).isEqualTo(job);
    assertThat(worker.await()).isZero();
    assertThat(text(site.find(job))).contains("jobs-served-before=0");
    assertThat(site.queued()).isZero();
  }

  @Test
  void reportsTheFunctionsException() throws Exception {
    assertFailed(
        run(scripted("out before\nthrow broken")),
        Reason.FUNCTION_ERROR,
        "java.lang.IllegalStateException",
        "broken");
  }

  @Test
  void reportsAnUnknownHandler() throws Exception {
    assertFailed(
        run(aJob("no.Such")),
        Reason.FUNCTION_UNAVAILABLE,
        "handler",
        "the worker has no class no.Such");
  }

  @Test
  void reportsAConstructorThatThrows() throws Exception {
    assertFailed(
        run(aJob(Unbuildable.class)),
        Reason.FUNCTION_ERROR,
        "java.lang.IllegalArgumentException",
        "no key");
  }

  @Test
  void reportsExhaustedMemory() throws Exception {
    Job job = run(scripted("eat"));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
  }

  @Test
  void reportsAResultAboveItsLimit_evenIfTheFunctionDoesNot() throws Exception {
    Job job = run(scripted("bytes-quietly 1000000").maxResultBytes(300_000));

    assertThat(job.reason()).isEqualTo(Reason.RESULT_TOO_LARGE);
    assertThat(site.database.getCollection("payloads.chunks").countDocuments()).isZero();
  }

  @Test
  void storesAResultLargerThanItsHeap() throws Exception {
    long bytes = 96L << 20;
    Job job = run(scripted("type video/mp4\nbytes " + bytes));

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(job.result()).extracting(Payload::length).isEqualTo(bytes);
    assertThat(job.result()).extracting(Payload::contentType).isEqualTo("video/mp4");
  }

  @Test
  void keepsWhatTheFunctionPrints_upToALimit() throws Exception {
    WorkerProcess worker = ready(aWorker().with("ONESHOT_WORKER_LOG_LIMIT", "1000"));
    JobId id = site.submit(scripted("out first\nerr second\nflood 5000").build());
    site.awaitEnd();
    worker.await();

    Logs logs = Objects.requireNonNull(site.find(id).logs());
    assertThat(logs.isTruncated()).isTrue();
    assertThat(new String(site.read(logs.text()), UTF_8))
        .hasSize(1000)
        .startsWith("first\nsecond\nxxx");
    assertThat(worker.output()).hasSize(13 + 5000).startsWith("first\nsecond\n");
  }

  @Test
  void saysWhatItDoes_oneJsonObjectALine() throws Exception {
    WorkerProcess worker = ready(aWorker());
    JobId id = site.submit(scripted("err mine").build());
    site.awaitEnd();
    worker.await();

    List<Document> lines = worker.errors().lines().map(Document::parse).toList();
    assertThat(lines)
        .extracting(line -> line.getString("message"))
        .containsExactly("ready", "taken", "ended");
    assertThat(lines.get(2))
        .containsEntry("jobId", id.value())
        .containsEntry("traceparent", JobBuilder.TRACEPARENT)
        .containsEntry("level", "INFO");
  }

  @Test
  void reportsAFunctionThatEndsTheProcess_withItsExitCode() throws Exception {
    WorkerProcess worker = ready(aWorker());
    JobId id = site.submit(scripted("out last words\nexit 3").build());

    assertThat(site.awaitEnd().state()).isEqualTo(JobState.FAILED);
    assertThat(worker.await()).isEqualTo(3);
    assertThat(site.find(id).error()).extracting(JobError::type).isEqualTo("exit");
    assertThat(site.find(id).logs()).isNotNull();
  }

  @Test
  void endsTheProcessAtTheDeadline_evenIfInterruptsAndExitsAreIgnored() throws Exception {
    WorkerProcess worker = ready(aWorker());
    JobId id =
        site.submit(scripted("block-exit\nignore").runTimeout(Duration.ofSeconds(1)).build());

    assertThat(site.awaitEnd().state()).isEqualTo(JobState.TIMED_OUT);
    assertThat(worker.await()).isEqualTo(WorkerExit.DEADLINE.code());
    Job job = site.find(id);
    assertThat(job.reason()).isEqualTo(Reason.RUN_TIMEOUT);
    assertThat(job.times().ran().orElseThrow())
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(new String(site.read(Objects.requireNonNull(job.logs()).text()), UTF_8))
        .isEqualTo("interrupted\n");
  }

  @Test
  void endsTheProcess_whenTheJobIsCancelled() throws Exception {
    WorkerProcess worker = ready(aWorker());
    JobId id = site.submit(scripted("ignore").build());
    site.await(Phase.TAKEN);

    site.jobs.cancel(id);

    assertThat(site.awaitEnd().state()).isEqualTo(JobState.CANCELLED);
    assertThat(worker.await()).isEqualTo(WorkerExit.CANCELLED.code());
  }

  @Test
  void changesNothing_whenItsClaimIsLost() throws Exception {
    WorkerProcess worker = ready(aWorker());
    JobId id = site.submit(scripted("bytes 400000\nsleep 60000").build());
    site.await(Phase.TAKEN);

    Job seen = site.find(id);
    var loss = new Ending.Failed(new JobError(Reason.WORKER_LOST, "test", "taken away"));
    new MongoRecoveryStore(site.database, site.serverTime).release(seen, loss, Optional.empty());

    assertThat(worker.await()).isEqualTo(WorkerExit.CLAIM_LOST.code());
    assertThat(site.find(id).reason()).isEqualTo(Reason.WORKER_LOST);
    assertThat(site.jobEvents).isEmpty();
    assertThat(site.database.getCollection("payloads.chunks").countDocuments()).isZero();
  }

  @Test
  void endsAtOnce_whenAskedToWhileIdle() throws Exception {
    WorkerProcess worker = ready(aWorker());

    worker.process().destroy();

    assertThat(worker.await()).isZero();
  }

  @Test
  void endsItsJobFirst_whenAskedToStopWhileBusy() throws Exception {
    WorkerProcess worker = ready(aWorker());
    JobId id = site.submit(scripted("sleep 2000\nresult").build());
    site.await(Phase.TAKEN);

    worker.process().destroy();

    assertThat(worker.await()).isZero();
    assertThat(text(site.find(id))).isEqualTo("result");
  }

  @Test
  void leavesARetriedJobToOthers_whenItsDrainTimeEnds() throws Exception {
    WorkerProcess worker = ready(aWorker().drain(Duration.ofMillis(500)));
    JobId id = site.submit(scripted("sleep 60000").maxAttempts(2).build());
    site.await(Phase.TAKEN);

    worker.process().destroy();

    assertThat(worker.await()).isZero();
    assertThat(site.find(id).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void ends_whenItsParentDoes() throws Exception {
    Process parent = new ProcessBuilder("sleep", "60").start();
    WorkerProcess worker =
        ready(aWorker().with("ONESHOT_WORKER_PARENT", Long.toString(parent.pid())));

    parent.destroyForcibly().waitFor();

    assertThat(worker.await()).isZero();
  }

  @Test
  void servesAsManyJobsAsItMay_eachWithAnEmptyDirectory() throws Exception {
    WorkerProcess worker = ready(aWorker().with("ONESHOT_WORKER_MAX_JOBS", "2"));
    JobId first = site.submit(scripted("litter file\nfacts").build());
    site.awaitEnd();
    JobId second = site.submit(scripted("facts\nfiles").build());
    site.awaitEnd();

    assertThat(worker.await()).isZero();
    assertThat(text(site.find(first))).contains("jobs-served-before=0");
    assertThat(text(site.find(second))).contains("jobs-served-before=1").endsWith("\n0");
  }

  @Test
  void endsWhatAJobStarted_beforeItTakesTheNext() throws Exception {
    ready(aWorker().with("ONESHOT_WORKER_MAX_JOBS", "2"));
    JobId first = site.submit(scripted("fork").build());
    site.awaitEnd();
    long child = Long.parseLong(text(site.find(first)));
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void leavesNothingBehind_whenItWasOnlyPrimed() throws Exception {
    WorkerProcess worker = ready(aWorker());
    worker.process().destroy();
    worker.await();

    assertThat(site.database.listCollectionNames())
        .allSatisfy(
            name -> assertThat(site.database.getCollection(name).countDocuments()).isZero());
    assertThat(site.queued()).isZero();
  }

  /** Bounds are somewhat above what was measured. */
  @Test
  void staysLean_untilItsJobComes() throws Exception {
    WorkerProcess worker = ready(aWorker().option(LOG_CLASSES));
    List<String> classes = loadedBy(worker);
    List<String> uncached = uncached(classes);
    int threads = procEntries(worker, "task").size();
    List<Path> openJars = new ArrayList<>();
    for (Path descriptor : procEntries(worker, "fd")) {
      Path file = Files.readSymbolicLink(descriptor);
      if (file.toString().endsWith(".jar")) {
        openJars.add(file.getFileName());
      }
    }
    System.out.printf(
        "[oneshot] worker at its subscription: %d classes, %d of them not from the cache, %d threads, %d open jars%n",
        classes.size(), uncached.size(), threads, openJars.size());

    assertThat(classes).hasSizeBetween(1000, MAX_CLASSES);
    assertThat(uncached).hasSizeLessThanOrEqualTo(MAX_UNCACHED);
    assertThat(classes).noneMatch(line -> line.contains("$$TypeSwitch"));
    assertThat(threads).isLessThanOrEqualTo(MAX_THREADS);
    // a search in vain opens all of the class path's, whatever their number
    assertThat(openJars).hasSizeLessThanOrEqualTo(MAX_OPEN_JARS);
  }

  private static List<Path> procEntries(WorkerProcess worker, String directory) throws IOException {
    try (var entries = Files.list(Path.of("/proc", worker.process().pid() + "", directory))) {
      return entries.toList();
    }
  }

  /**
   * What priming left out is loaded and initialised while a caller waits. The delivered worker and
   * its own cache, out of which a JVM takes most classes at its start: so their initialisation
   * counts.
   */
  @Test
  void preparesHardlyAnything_betweenReadinessAndItsJobsEnd() throws Exception {
    WorkerProcess.Starter starter =
        WorkerProcess.starter(Distribution.built(), site)
            .functions(Distribution.built().examples())
            .option("-Xmx64m")
            .option(LOG_CLASSES)
            .option("-Xlog:class+init:file=initialised.log");
    Distribution.built().cachedWithExamples().forEach(starter::option);
    WorkerProcess worker = ready(starter);
    List<String> loaded = loadedBy(worker);
    List<String> initialised = initialisedBy(worker);
    assertThat(loaded).hasSizeGreaterThan(1000);
    assertThat(initialised).hasSizeGreaterThan(500);

    site.submit(aJob("dev.oneshot.examples.echo.Echo").payload("x".repeat(1024)).build());
    assertThat(site.awaitEnd().state()).isEqualTo(JobState.DONE);

    assertThat(worker.await()).as(worker.errors()).isZero();
    List<String> loadedLate = after(loaded, loadedBy(worker));
    List<String> initialisedLate = after(initialised, initialisedBy(worker));
    System.out.printf(
        "[oneshot] worker from its readiness to its end: %d classes loaded, %d of them not from the cache, %d initialised%n",
        loadedLate.size(), uncached(loadedLate).size(), initialisedLate.size());
    assertThat(uncached(loadedLate)).hasSizeLessThanOrEqualTo(MAX_UNCACHED_OF_A_JOB);
    assertThat(loadedLate).hasSizeLessThanOrEqualTo(MAX_CLASSES_OF_A_JOB);
    assertThat(initialisedLate).hasSizeLessThanOrEqualTo(MAX_INITIALISED_OF_A_JOB);
  }

  private static List<String> after(List<String> earlier, List<String> all) {
    return all.subList(earlier.size(), all.size());
  }

  @Test
  void startsWhatFunctionsNeedOfThePlatform_whileItWaits() throws Exception {
    WorkerProcess worker = ready(aWorker().option("-Xlog:class+init:file=initialised.log"));
    String table = "sun/security/util/KnownOIDs";
    assertThat(initialisedBy(worker)).noneMatch(line -> line.contains(table));

    await().until(() -> initialisedBy(worker).stream().anyMatch(line -> line.contains(table)));

    site.submit(scripted("out x").build());
    assertThat(site.awaitEnd().state()).isEqualTo(JobState.DONE);
    assertThat(worker.await()).as(worker.errors()).isZero();
  }

  private static List<String> initialisedBy(WorkerProcess worker) throws IOException {
    return Files.readAllLines(worker.scratch().resolve("initialised.log")).stream()
        .filter(line -> line.contains("Initializing '"))
        .toList();
  }

  private static List<String> loadedBy(WorkerProcess worker) throws IOException {
    return Files.readAllLines(worker.scratch().resolve("classes.log"));
  }

  private static List<String> uncached(List<String> classes) {
    return classes.stream().filter(line -> !line.contains("shared objects file")).toList();
  }

  @Test
  void endsWithoutItsBroker_idleAtOnceAndBusyAfterItsJob() throws Exception {
    try (TestBroker broker = TestBroker.start();
        Site lonely = new Site(broker.uri(), site.storeUri, TestStore.shared().newDatabaseName());
        WorkerProcess busy = aWorker(lonely).start()) {
      lonely.await(Phase.READY);
      JobId id = lonely.submit(scripted("sleep 3000\nresult").build());
      lonely.await(Phase.TAKEN);
      try (WorkerProcess idle = aWorker(lonely).start()) {
        lonely.await(Phase.READY);

        broker.kill();

        assertThat(idle.await()).isEqualTo(WorkerExit.CONNECTION_LOST.code());
      }
      assertThat(busy.await()).isZero();
      assertThat(lonely.find(id).state()).isEqualTo(JobState.DONE);
    }
  }

  @Test
  void reportsItsJob_afterAnOutageOfTheStore() throws Exception {
    try (TestStore store = TestStore.start();
        Site shaky = new Site(site.brokerUri, store.uri(), "shaky");
        WorkerProcess worker = aWorker(shaky).start()) {
      shaky.await(Phase.READY);
      JobId id = shaky.submit(scripted("sleep 1000\nresult").build());
      shaky.await(Phase.TAKEN);

      store.outage();
      await().pollDelay(Duration.ofSeconds(3)).until(worker.process()::isAlive);
      store.recover();

      assertThat(shaky.awaitEnd().state()).isEqualTo(JobState.DONE);
      assertThat(worker.await()).isZero();
      assertThat(new String(shaky.read(shaky.find(id).result()), UTF_8)).isEqualTo("result");
    }
  }

  @Test
  void refusesWrongSettings_namingAll() throws Exception {
    WorkerProcess worker =
        aWorker()
            .with("ONESHOT_STORE_URI", "http://x")
            .with("ONESHOT_WORKER_MAX_JOBS", "0")
            .start();
    open.add(worker);

    assertThat(worker.await()).isEqualTo(WorkerExit.SETTINGS_WRONG.code());
    assertThat(worker.errors()).contains("ONESHOT_STORE_URI", "ONESHOT_WORKER_MAX_JOBS");
  }

  @Test
  void needsNoRightAtTheBroker_butToReadAssignmentsAndToTell() throws Exception {
    // the embedded broker knows no rights
    assumeThat(TestBroker.shared().isRealRabbit()).isTrue();
    URI broker = URI.create(site.brokerUri);
    String user = "worker-" + UUID.randomUUID();
    TestBroker.shared().rabbitmqctl("add_user", user, user);
    TestBroker.shared()
        .rabbitmqctl(
            "set_permissions",
            "-p",
            broker.getPath().substring(1),
            user,
            "^$",
            "^responses$",
            "^assignments.*$");
    String uri = site.brokerUri.replace(broker.getRawUserInfo(), user + ":" + user);
    WorkerProcess worker = ready(aWorker().with("ONESHOT_BROKER_URI", uri));

    site.submit(scripted("result").build());

    assertThat(site.awaitEnd().state()).isEqualTo(JobState.DONE);
    assertThat(worker.await()).as(worker.errors()).isZero();
  }

  @Test
  void saysThatItCannotReachTheBroker() throws Exception {
    WorkerProcess worker = aWorker().with("ONESHOT_BROKER_URI", "amqp://127.0.0.1:1").start();
    open.add(worker);

    assertThat(worker.await()).isEqualTo(WorkerExit.UNREACHABLE.code());
  }
}
