package dev.oneshot.worker;

import static dev.oneshot.worker.fixture.JobBuilder.aJob;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Claims.FinishOutcome;
import dev.oneshot.job.Claims.Hold;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.JobStore.CancelOutcome;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.testsupport.TestStore;
import dev.oneshot.worker.reporting.LeaseRenewal;
import dev.oneshot.worker.standby.Standby;
import dev.oneshot.worker.wire.FakeServer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worker's way to the store: the short one, and how it goes over into the driver's. */
class StoreIT {
  private static final Worker WORKER = new Worker("w-1", 4711, null, "node", null);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(5);

  // one of its own: it is stopped for a while
  private final TestStore server = TestStore.start();
  private final String name = server.newDatabaseName();
  private final MongoClient client = MongoClients.create(server.uri());
  private final StoreDriver driver = driver(server.uri());
  private MongoServerClock clock;
  private MongoJobStore jobs;
  private Store store;

  private StoreDriver driver(String uri) {
    return new StoreDriver(() -> new ConnectionString(uri), name, ANSWER_WAIT);
  }

  private Store store(String uri) {
    return new Store(
        driver, ShortWay.open(new ConnectionString(uri), null, name, driver, ANSWER_WAIT));
  }

  @BeforeEach
  void open() {
    MongoDatabase database = client.getDatabase(name);
    clock = new MongoServerClock(database);
    jobs = new MongoJobStore(database, clock);
    store = store(server.uri());
  }

  @AfterEach
  void close() {
    store.close();
    client.close();
    server.close();
  }

  @Test
  void takesAndEndsAJob_withoutTheDriver() throws Exception {
    Job claimed = claim(queued());
    assertThat(claimed).usingRecursiveComparison().isEqualTo(jobs.find(claimed.id()).orElseThrow());
    assertThat(claimed.state()).isEqualTo(JobState.RUNNING);
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(held(claimed).worker()).isEqualTo(WORKER);
    assertThat(bytes(claimed.payload())).isEqualTo("in".getBytes(UTF_8));

    Payload result = written("out".getBytes(UTF_8));
    assertThat(store.endings().finish(claimed, new Ending.Succeeded(result), null))
        .isEqualTo(FinishOutcome.ENDED);

    assertThat(driver.isMade()).isFalse();
    Job ended = jobs.find(claimed.id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(JobState.DONE);
    assertThat(ended.result()).isEqualTo(result);
  }

  @Test
  void leavesAJobToWhoHoldsIt() {
    Job claimed = claim(queued());

    assertThat(store.claims().claim(claimed.id(), WORKER, ClaimToken.random()))
        .isInstanceOf(ClaimOutcome.NotClaimable.class);
    assertThat(store.claims().handBack(claimed.id(), ClaimToken.random())).isFalse();
    assertThat(store.claims().handBack(claimed.id(), held(claimed).token())).isTrue();
    assertThat(jobs.find(claimed.id()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
    assertThat(store.endings().finish(claimed, new Ending.Cancelled(), null))
        .isEqualTo(FinishOutcome.LOST);
    assertThat(driver.isMade()).isFalse();
  }

  @Test
  void knowsTheServersTime_withoutTheDriver() {
    assertThat(store.serverTime().instant())
        .isCloseTo(clock.instant(), Assertions.within(1, ChronoUnit.SECONDS));
    assertThat(driver.isMade()).isFalse();
  }

  @Test
  void holdsALongJob_withoutTheDriver() {
    Job claimed = claim(queued());

    assertThat(store.leases().heartbeat(claimed.id(), held(claimed).token())).isEqualTo(Hold.HELD);
    assertThat(jobs.cancel(claimed.id())).isEqualTo(CancelOutcome.REQUESTED);
    assertThat(store.leases().heartbeat(claimed.id(), held(claimed).token()))
        .isEqualTo(Hold.CANCEL_REQUESTED);
    assertThat(store.leases().heartbeat(claimed.id(), ClaimToken.random())).isEqualTo(Hold.LOST);

    assertThat(driver.isMade()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"300000, false", "8388608, false", "8388609, true", "20000001, true"})
  void keepsALargeResult_withoutTheDriverUpToOneChunk(int length, boolean isByDriver)
      throws Exception {
    Job claimed = claim(queued());
    byte[] large = new byte[length];
    new Random(length).nextBytes(large);

    Payload result = written(large);
    assertThat(result.content()).isInstanceOf(Payload.Stored.class);
    assertThat(bytes(result)).isEqualTo(large);

    assertThat(driver.isMade()).isEqualTo(isByDriver);
    assertThat(store.endings().finish(claimed, new Ending.Succeeded(result), null))
        .isEqualTo(FinishOutcome.ENDED);
    assertThat(driver.isMade()).isEqualTo(isByDriver);
    assertThat(files()).isEqualTo(1);
  }

  /** A time limit of the function's own, which it notes as one should. */
  @Test
  void keepsALargeResult_ofAThreadThatWasInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    Payload result = written(new byte[1 << 20]);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(driver.isMade()).isFalse();
    assertThat(bytes(result)).hasSize(1 << 20);
  }

  @Test
  void keepsALargeResultByTheDriver_whenTheConnectionWasLostMeanwhile() throws Exception {
    assumeThat(server.canHaveOutages()).isTrue();
    server.outage();
    server.recover();

    Payload result = written(new byte[1 << 20]);

    assertThat(driver.isMade()).isTrue();
    assertThat(bytes(result)).hasSize(1 << 20);
    assertThat(files()).isEqualTo(1);
  }

  /** A chunk that takes long is no reason to lose the claim. */
  @Test
  void holdsAJobByTheDriver_whileTheConnectionIsBusy() throws Exception {
    Job claimed = claim(queued());
    CompletableFuture<BsonDocument> answer = new CompletableFuture<>();
    StoreDriver other = driver(server.uri());
    try (FakeServer slow = greetingOnly(answer);
        Store busy = store(slow, other, ANSWER_WAIT);
        ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Payload> stored = background.submit(() -> written(busy, "result", new byte[1 << 20]));
      await().until(() -> slow.commands.getLast().getFirstKey().equals("findAndModify"));

      assertThat(busy.leases().heartbeat(claimed.id(), held(claimed).token())).isEqualTo(Hold.HELD);

      assertThat(other.isMade()).isTrue();
      answer.complete(FakeServer.ok());
      assertThat(stored.get().length()).isEqualTo(1 << 20);
    }
  }

  /** Nobody resets a connection that a firewall has forgotten, or whose server's host is gone. */
  @Test
  void takesAJobByTheDriver_whenTheConnectionHasFallenSilent() throws Exception {
    Job job = queued();
    CompletableFuture<BsonDocument> answer = new CompletableFuture<>();
    StoreDriver other = driver(server.uri());
    try (FakeServer silent = greetingOnly(answer);
        Store cut = store(silent, other, Duration.ofMinutes(1))) {
      // within its patience, which is shorter than that minute
      assertThat(cut.claims().claim(job.id(), WORKER, ClaimToken.random()))
          .isInstanceOf(ClaimOutcome.Claimed.class);
      answer.complete(FakeServer.ok());
    }
  }

  /** The first renewal is due after 5 s and waits for 4; the next one must not be due 5 s later. */
  @Test
  void holdsAJobWithinItsLease_whenTheConnectionHasFallenSilent() throws Exception {
    Job claimed = claim(queued());
    CompletableFuture<BsonDocument> answer = new CompletableFuture<>();
    BlockingQueue<Hold> answers = new LinkedBlockingQueue<>();
    StoreDriver other = driver(server.uri());
    try (FakeServer silent = greetingOnly(answer);
        Store cut = store(silent, other, Duration.ofMinutes(1));
        LeaseRenewal _ =
            LeaseRenewal.start(
                Standby.start("lease"),
                cut.leases(),
                claimed.id(),
                held(claimed).token(),
                answers::add)) {
      assertThat(answers.poll(13, TimeUnit.SECONDS)).isEqualTo(Hold.HELD);
      answer.complete(FakeServer.ok());
    }
  }

  @Test
  void waitsForTheDriverNoLonger_whateverItsUriSays() {
    String uri = "mongodb://127.0.0.1:1/";
    try (StoreDriver usual = driver(uri);
        StoreDriver endless = driver(uri + "?socketTimeoutMS=0");
        StoreDriver patient = driver(uri + "?socketTimeoutMS=60000&timeoutMS=60000");
        StoreDriver hasty = driver(uri + "?socketTimeoutMS=2000");
        StoreDriver hastier = driver(uri + "?timeoutMS=1000")) {
      assertThat(usual.hasty().getTimeout(TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(usual.database().getTimeout(TimeUnit.SECONDS)).isNull();
      assertThat(endless.hasty().getTimeout(TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(patient.hasty().getTimeout(TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(hasty.hasty().getTimeout(TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(hastier.hasty().getTimeout(TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  /** One whose short way leads to another server than its driver's. */
  private Store store(FakeServer shortWay, StoreDriver other, Duration answerWait) {
    ConnectionString uri = new ConnectionString("mongodb://" + shortWay.address());
    return new Store(other, ShortWay.open(uri, null, name, other, answerWait));
  }

  /** Whatever else it is asked it answers with this. */
  private FakeServer greetingOnly(CompletableFuture<BsonDocument> answer) throws IOException {
    BsonDocument greeting =
        FakeServer.primary().append("localTime", new BsonDateTime(clock.instant().toEpochMilli()));
    return new FakeServer(
        command -> command.getFirstKey().equals("isMaster") ? greeting : answer.join());
  }

  private long files() {
    return client.getDatabase(name).getCollection("payloads.files").countDocuments();
  }

  @Test
  void takesAJobByTheDriver_whenTheConnectionWasLostMeanwhile() {
    assumeThat(server.canHaveOutages()).isTrue();
    Job job = queued();
    server.outage();
    server.recover();

    Job claimed = claim(job);

    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(driver.isMade()).isTrue();
    assertEnds(claimed);
  }

  @Test
  void endsAJobByTheDriver_whenTheConnectionIsLostMeanwhile() {
    assumeThat(server.canHaveOutages()).isTrue();
    Job claimed = claim(queued());
    server.outage();
    server.recover();

    assertEnds(claimed);
  }

  /** A set takes 12 s until it has another primary. */
  @Test
  void losesNothing_inAnElection() throws Exception {
    assumeThat(server.canHaveOutages()).isTrue();
    Job waiting = queued();
    Job running = claim(queued());
    byte[] large = new byte[20_000_000];
    new Random(1).nextBytes(large);
    Payload payload = written(store, "payload", large);
    try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
        InputStream begun = store.payloads().read(payload, 0)) {
      assertThat(begun.readNBytes(1000)).isEqualTo(Arrays.copyOf(large, 1000));
      server.outage();
      Future<Job> claimed = background.submit(() -> claim(waiting));
      Future<byte[]> read = background.submit(() -> bytes(payload));
      Future<byte[]> readOn = background.submit(begun::readAllBytes);
      Future<Payload> result = background.submit(() -> written(store, "result", large));
      assertThatThrownBy(() -> result.get(12, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(List.of(claimed, read, readOn)).noneMatch(Future::isDone);

      server.recover();

      assertThat(claimed.get().attempt()).isEqualTo(1);
      assertThat(read.get()).isEqualTo(large);
      assertThat(readOn.get()).hasSize(large.length - 1000);
      assertThat(store.endings().finish(running, new Ending.Succeeded(result.get()), null))
          .isEqualTo(FinishOutcome.ENDED);
      assertThat(bytes(result.get())).isEqualTo(large);
    }
  }

  @Test
  void leavesItToTheDriver_whenTheAddressIsNotForTheShortWay() {
    store.close();
    StoreDriver only = driver(server.uri());
    try (Store other =
        new Store(
            only,
            ShortWay.open(
                new ConnectionString(server.uri() + "/?proxyHost=127.0.0.1"),
                null,
                name,
                only,
                ANSWER_WAIT))) {
      assertThat(other.claims().claim(queued().id(), WORKER, ClaimToken.random()))
          .isInstanceOf(ClaimOutcome.Claimed.class);
      assertThat(only.isMade()).isTrue();
    }
  }

  private void assertEnds(Job claimed) {
    assertThat(store.endings().finish(claimed, new Ending.Cancelled(), null))
        .isEqualTo(FinishOutcome.ENDED);
    assertThat(jobs.find(claimed.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
  }

  private Job queued() {
    Job job = aJob("handler").payload("in").build();
    assertThat(jobs.insert(job, clock.instant())).isTrue();
    return job;
  }

  private Job claim(Job job) {
    ClaimOutcome outcome = store.claims().claim(job.id(), WORKER, ClaimToken.random());
    assertThat(outcome).isInstanceOf(ClaimOutcome.Claimed.class);
    return ((ClaimOutcome.Claimed) outcome).job();
  }

  private static Claim held(Job job) {
    return Objects.requireNonNull(job.claim());
  }

  private Payload written(byte[] bytes) throws IOException {
    return written(store, "result", bytes);
  }

  private static Payload written(Store store, String kind, byte[] bytes) throws IOException {
    try (PayloadWriter writer =
        store
            .payloads()
            .write(FileId.ofAttempt("job", kind, "token"), "text/plain", bytes.length)) {
      writer.write(bytes);
      return writer.commit();
    }
  }

  private byte[] bytes(Payload payload) throws IOException {
    try (InputStream bytes = store.payloads().read(payload, 0)) {
      return bytes.readAllBytes();
    }
  }
}
