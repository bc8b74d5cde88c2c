package dev.oneshot.request.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.request.fixture.RawHttp;
import dev.oneshot.request.waiting.WaitingCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that leave, or stay for no reason. */
class CallersIT {
  private static final String CALL =
      "POST /v1/functions/echo/invocations HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\n"
          + "Content-Length: 2\r\n\r\nhi";
  private static final String LOOK = "GET /v1/functions HTTP/1.1\r\nHost: a\r\n\r\n";

  private Site site;

  @BeforeEach
  void start() {
    site = Site.onSharedBroker();
  }

  @AfterEach
  void end() throws IOException {
    site.close();
  }

  private JobId onlyJob() {
    List<Document> jobs =
        site.database().getCollection("jobs").find().into(new ArrayList<Document>());
    assertThat(jobs).hasSize(1);
    return JobId.parse(jobs.getFirst().getString("_id")).orElseThrow();
  }

  /** Crash-point A13; no worker is there, so the wait would last 20 s. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void forgetsCallerWhoHangsUp_andGoesOnWithItsJob(boolean isReset) throws Exception {
    Replica replica = site.replica();
    WaitingCalls waiting = replica.bean(WaitingCalls.class);
    RawHttp caller = RawHttp.connect(replica.port());
    caller.write(CALL);
    await().until(() -> waiting.size() == 1);
    JobId id = onlyJob();

    if (isReset) {
      caller.reset();
    } else {
      caller.close();
    }

    await().atMost(Duration.ofSeconds(8)).until(() -> waiting.size() == 0);
    MongoJobStore jobs = new MongoJobStore(site.database(), site.clock());
    assertThat(jobs.find(id).map(Job::state)).contains(JobState.QUEUED);
    site.worker(ObedientWorker.ECHO);
    await().until(() -> jobs.find(id).map(Job::state).filter(JobState.DONE::equals).isPresent());
  }

  /** What comes behind a call that waits is neither lost nor taken for the caller's end. */
  @Test
  void answersWhatWasSentWhileTheFirstCallWaited() throws Exception {
    Replica replica = site.replica();
    WaitingCalls waiting = replica.bean(WaitingCalls.class);
    try (RawHttp caller = RawHttp.connect(replica.port())) {
      caller.write(CALL);
      await().until(() -> waiting.size() == 1);
      // long enough to be looked at, before and after the next call has come
      await().pollDelay(Duration.ofMillis(2500)).until(() -> waiting.size() == 1);
      caller.write(CALL.replace("hi", "ho"));
      await().pollDelay(Duration.ofMillis(4500)).until(() -> waiting.size() == 1);
      site.worker(ObedientWorker.ECHO);

      assertThat(caller.answer().octets()).isEqualTo("hi");
      assertThat(caller.answer().octets()).isEqualTo("ho");
    }
  }

  /** More than all buffers between the two hold, so that somebody has to read it. */
  @ParameterizedTest
  @CsvSource({"echo, false, 413", "echo, true, 413", "nobody, false, 404", "nobody, true, 404"})
  void tellsEvenWhoSendsAllBeforeReading_whatIsWrong(
      String function, boolean isInChunks, int status) throws Exception {
    Replica replica = site.replica();
    int count = 64;
    String megabyte = "x".repeat(1024 * 1024);
    String framing =
        isInChunks ? "Transfer-Encoding: chunked" : "Content-Length: " + count * megabyte.length();
    try (RawHttp caller = RawHttp.connect(replica.port())) {
      caller.write(
          CALL.substring(0, CALL.indexOf("Content-Length")).replace("echo", function)
              + framing
              + "\r\n\r\n");
      for (int i = 0; i < count; i++) {
        assertThat(caller.write(isInChunks ? "100000\r\n" + megabyte + "\r\n" : megabyte)).isTrue();
      }
      caller.write(isInChunks ? "0\r\n\r\n" : "");

      assertThat(caller.answer().status()).isEqualTo(status);
    }
  }

  /** One who is to wait for a word before the body gets it, and goes too far then. */
  @Test
  void tellsWhoWasToldToGoOn_thatTheBodyBecameTooLong() throws Exception {
    Replica replica = site.replica();
    String chunk = "100000\r\n" + "x".repeat(1024 * 1024) + "\r\n";
    try (RawHttp caller = RawHttp.connect(replica.port())) {
      caller.write(
          CALL.substring(0, CALL.indexOf("Content-Length"))
              + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
      assertThat(caller.answer().status()).isEqualTo(100);
      for (int i = 0; i < 64; i++) {
        assertThat(caller.write(chunk)).isTrue();
      }
      caller.write("0\r\n\r\n");

      assertThat(caller.answer().status()).isEqualTo(413);
    }
  }

  /** Row 44: this replica takes 1,100 connections, and 2,000 want to stay. */
  @Test
  void servesOthers_whateverIdleConnectionsAreKept() throws Exception {
    Replica replica = site.replica("--oneshot.waiting.max-calls=100");
    List<RawHttp> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 2000; i++) {
        RawHttp connection = RawHttp.connect(replica.port());
        idle.add(connection);
        connection.write(LOOK);
      }

      long start = System.nanoTime();
      try (RawHttp other = RawHttp.connect(replica.port())) {
        other.write(LOOK);
        assertThat(other.answer().status()).isEqualTo(200);
      }
      assertThat(replica.readiness()).isEqualTo("UP");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    } finally {
      for (RawHttp connection : idle) {
        connection.close();
      }
    }
  }
}
