package dev.oneshot.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.testsupport.TestBroker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The broker goes away and comes back while jobs run and wait. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class BrokerOutagesIT {
  private static final int WORKERS = 3;
  private static final int JOBS = 9;
  private static final int WAIT_SECONDS = 20;

  private Platform platform;
  private Client client;

  @BeforeAll
  void start() throws Exception {
    platform = Platform.Plan.on(Backing.withOwnBroker()).withWorkers(WORKERS, WORKERS).startWarm();
    client = platform.client();
  }

  @AfterAll
  void end() throws Exception {
    platform.close();
  }

  @Test
  void endsEveryJobOnce_whenTheBrokerRestarts() throws Exception {
    endsEveryJobOnce(TestBroker::restart);
  }

  @Test
  void endsEveryJobOnce_whenTheBrokerIsKilled() throws Exception {
    endsEveryJobOnce(broker -> {
      broker.kill();
      broker.restart();
    });
  }

  private void endsEveryJobOnce(Consumer<TestBroker> outage) throws Exception {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(client.submit("probe", "{\"sleepMillis\": 1500}"));
    }
    for (String running : jobs.subList(0, WORKERS)) {
      platform.awaitRunning(running);
    }
    List<String> atWork = jobs.subList(0, WORKERS);
    JobLedger ends = new JobLedger(client, jobs);
    List<CompletableFuture<HttpResponse<byte[]>>> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      callers.add(client.callLater("echo", "hello", "Prefer", "wait=" + WAIT_SECONDS));
    }

    outage.accept(platform.broker());

    for (CompletableFuture<HttpResponse<byte[]>> caller : callers) {
      HttpResponse<byte[]> response = caller.get(WAIT_SECONDS + 2, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isIn(200, 202, 503);
    }
    ends.awaitAllEnded(Duration.ofSeconds(60));
    platform.awaitPoolAtRest();
    ends.look();
    assertThat(ends.states()).containsExactly("DONE");
    assertThat(ends.changesAfterTheEnd()).isEmpty();
    assertThat(ends.workersOfSeveralAttempts()).isEmpty();
    for (String job : atWork) {
      assertThat(client.job(job).path("attempt").asInt()).as("ran twice").isEqualTo(1);
    }
    assertThat(client.probe("{}").statusCode()).isEqualTo(200);
  }
}
