package dev.oneshot.request.replica;

import static dev.oneshot.request.replica.Replica.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when the broker goes away. */
class OutagesIT {
  private Site site;
  private Replica replica;

  @BeforeEach
  void start() {
    site = Site.onOwnBroker();
    replica = site.replica();
  }

  @AfterEach
  void end() throws Exception {
    site.close();
  }

  @Test
  void refusesCallsThatNeverRunLater_whenTheBrokerIsGone() throws Exception {
    site.broker().stop();

    List<String> refused = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      HttpResponse<String> response = replica.call("echo", "x", "Prefer", "wait=30");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      refused.add(json(response).path("job").asString());
    }
    site.broker().restart();
    ObedientWorker worker =
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(() -> site.worker(ObedientWorker.ECHO), w -> true);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> replica.call("echo", "again").statusCode() == 200);

    for (String job : refused) {
      assertThat(json(replica.get(job)).path("state").asString()).isEqualTo("REJECTED");
    }
    assertThat(worker.ledger())
        .allSatisfy(id -> assertThat(refused).noneMatch(job -> job.endsWith(id.value())));
  }

  @Test
  void refusesCallsWithinSeconds_whenTheBrokerHasAMemoryAlarm() throws Exception {
    assumeThat(site.broker().isRealRabbit()).isTrue();
    ObedientWorker worker = site.worker(ObedientWorker.ECHO);
    assertThat(replica.call("echo", "before").statusCode()).isEqualTo(200);

    site.broker().rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1");
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(replica.call("echo", "during", "Prefer", "wait=30").statusCode()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    site.broker().rabbitmqctl("set_vm_memory_high_watermark", "absolute", "512MB");
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> replica.call("echo", "after").statusCode() == 200);
    assertThat(worker.ledger()).as("before and after, never during").hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void republishesEverything_whenTheBrokerLostItsData() throws Exception {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      jobs.add(
          json(replica.call("large", "x" + i, "Prefer", "respond-async")).path("id").asString());
    }

    site.broker().wipe();

    ObedientWorker worker =
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> site.worker(ObedientWorker.ECHO), w -> true);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(jobs)
                .allSatisfy(
                    id -> assertThat(replica.job(id).path("state").asString()).isEqualTo("DONE")));
    assertThat(worker.ledger()).hasSameSizeAs(jobs).doesNotHaveDuplicates();
  }

  @Test
  void hasOneReplyQueueAndReadsIt_beforeAndAfterABrokersRestart() throws Exception {
    assumeThat(site.broker().isRealRabbit()).isTrue();
    // the publishers' connection is another one than the listener's
    replica.call("echo", "before", "Prefer", "respond-async");
    assertThat(consumersOfReplyQueues()).containsExactly("1");

    Thread busy = Thread.ofVirtual().start(this::callAgainAndAgain);
    site.broker().restart();
    await().atMost(Duration.ofSeconds(60)).until(() -> replica.readiness().equals("UP"));
    replica.call("echo", "after", "Prefer", "respond-async");
    busy.interrupt();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(consumersOfReplyQueues()).containsExactly("1"));
  }

  private void callAgainAndAgain() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        replica.call("echo", "meanwhile", "Prefer", "respond-async");
        Thread.sleep(20);
      } catch (Exception e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<String> consumersOfReplyQueues() {
    String queues =
        site.broker()
            .rabbitmqctl("list_queues", "--quiet", "--no-table-headers", "name", "consumers");
    return queues
        .lines()
        .filter(line -> line.startsWith("amq.gen-") || line.startsWith("spring.gen-"))
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .toList();
  }

  @Test
  void answersWaitingCallers_whenTheBrokerRestartsMeanwhile() throws Exception {
    site.worker((job, tools) -> {
      site.broker().restart();
      return ObedientWorker.ECHO.run(job, tools);
    });

    HttpResponse<String> response = replica.call("echo", "through", "Prefer", "wait=60");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("through");
    await().atMost(Duration.ofSeconds(30)).until(() -> replica.readiness().equals("UP"));
  }
}
