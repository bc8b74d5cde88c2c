package dev.oneshot.request.retention;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Claims.ClaimOutcome;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.Worker;
import dev.oneshot.job.mongo.MongoClaims;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRetentionStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import dev.oneshot.payload.mongo.MongoUploadRegister;
import dev.oneshot.request.fixture.SettableClock;
import dev.oneshot.testsupport.TestStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is deleted when, on a real store and a clock that is moved by hand. */
class RetentionIT {
  private static final byte[] LARGE = new byte[300_000];

  private final MongoClient client = MongoClients.create(TestStore.shared().uri());
  private final MongoDatabase database = client.getDatabase(TestStore.shared().newDatabaseName());
  private final SettableClock clock = new SettableClock(new MongoServerClock(database).instant());
  private final MongoJobStore jobs = new MongoJobStore(database, clock);
  private final MongoPayloadStore payloads = new MongoPayloadStore(database, clock);
  private final MongoUploadRegister register = new MongoUploadRegister(database);
  private final MongoClaims claims = new MongoClaims(database, clock, Duration.ofSeconds(5));
  private final SweepUploads sweep = new SweepUploads(register, jobs, payloads, clock);
  private final MongoRetentionStore store = new MongoRetentionStore(database, clock);
  private final ExpireContents expire = new ExpireContents(store, payloads, clock);

  @AfterEach
  void end() {
    database.drop();
    client.close();
  }

  private Payload stored(FileId file) throws IOException {
    try (PayloadWriter writer = payloads.write(file, "a/b", Long.MAX_VALUE)) {
      writer.write(LARGE);
      return writer.commit();
    }
  }

  private Job queued() throws IOException {
    JobId id = JobId.random();
    Job job =
        aJob()
            .id(id)
            .createdAt(clock.instant())
            .payload(stored(FileId.ofPayload(id.value())))
            .build();
    jobs.insert(job, clock.instant());
    return job;
  }

  private Job claimed(Job job) {
    Worker worker = new Worker("default-1", 1, null, "here", null);
    return claims.claim(job.id(), worker, ClaimToken.random())
            instanceof ClaimOutcome.Claimed(var held)
        ? held
        : job;
  }

  private static FileId resultFile(Job running) {
    ClaimToken token = Objects.requireNonNull(running.claim()).token();
    return FileId.ofAttempt(running.id().value(), "result", token.value());
  }

  private Job done() throws IOException {
    Job running = claimed(queued());
    claims.finish(running, new Ending.Succeeded(stored(resultFile(running))), null);
    return jobs.find(running.id()).orElseThrow();
  }

  private long files() {
    return database.getCollection("payloads.files").countDocuments();
  }

  private long chunks() {
    return database.getCollection("payloads.chunks").countDocuments();
  }

  private long registered() {
    return database.getCollection("uploads").countDocuments();
  }

  private void sweepAfter(Duration time) {
    clock.advance(time);
    sweep.runOnce();
  }

  @Test
  void forgetsUploads_thatAJobRefersTo() throws IOException {
    done();
    assertThat(registered()).isEqualTo(2);
    sweepAfter(Duration.ofSeconds(59));
    assertThat(registered()).as("not due").isEqualTo(2);

    sweepAfter(Duration.ofSeconds(2));

    assertThat(registered()).isZero();
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void deletesBody_whoseCallNeverBecameAJob_afterADay() throws IOException {
    stored(FileId.ofPayload(JobId.random().value()));
    sweepAfter(Duration.ofHours(23));
    assertThat(files()).as("it may still be coming in").isEqualTo(1);

    sweepAfter(Duration.ofHours(2));

    assertThat(files() + chunks() + registered()).isZero();
  }

  @Test
  void leavesResultAlone_whileItsAttemptRuns_andDeletesALostOne() throws IOException {
    Job running = claimed(queued());
    stored(resultFile(running));
    Payload lost =
        stored(FileId.ofAttempt(running.id().value(), "result", ClaimToken.random().value()));

    sweepAfter(Duration.ofMinutes(2));

    assertThat(files()).as("payload and result of the attempt").isEqualTo(2);
    String written = ((Payload.Stored) lost.content()).file().value();
    database.getCollection("payloads.files").insertOne(new Document("_id", written));
    sweepAfter(Duration.ofHours(25));
    assertThat(files()).as("its worker went on writing").isEqualTo(2);
    assertThat(registered()).as("the running attempt's").isEqualTo(1);
  }

  @Test
  void deletesContentsFirst_andTheRecordLater() throws IOException {
    Job job = done();
    clock.advance(Duration.ofHours(23));
    expire.runOnce();
    assertThat(files()).isEqualTo(2);

    clock.advance(Duration.ofHours(2));
    expire.runOnce();
    assertThat(files() + chunks()).isZero();
    assertThat(jobs.find(job.id()).orElseThrow().result())
        .extracting(Payload::content)
        .isInstanceOf(Payload.Expired.class);

    clock.advance(Duration.ofDays(7));
    expire.runOnce();
    expire.runOnce();
    assertThat(jobs.findEnded(List.of(job.id()))).isEmpty();
  }

  @Test
  void deletesContentsBeforeTheirTime_whenToldTo() throws IOException {
    Job job = done();
    Job other = done();
    store.expireResult(job.id());
    clock.advance(Duration.ofSeconds(59));
    expire.runOnce();
    assertThat(files()).as("whoever waited for them may be reading").isEqualTo(4);
    clock.advance(Duration.ofSeconds(2));

    expire.runOnce();

    assertThat(files()).as("the other's").isEqualTo(2);
    assertThat(jobs.find(job.id()).orElseThrow().result())
        .extracting(Payload::content)
        .isInstanceOf(Payload.Expired.class);
    assertThat(jobs.find(other.id())).contains(other);
  }

  @Test
  void leavesJobsAlone_thatAreNotOver() throws IOException {
    Job queued = queued();
    clock.advance(Duration.ofDays(30));

    expire.runOnce();

    assertThat(jobs.find(queued.id())).isPresent();
    assertThat(files()).isEqualTo(1);
  }
}
