package dev.oneshot.standalone.endtoend;

import static dev.oneshot.standalone.endtoend.Client.jobId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.topology.Topology;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The pool under a burst and after a massacre. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class PoolIT {
  private static final int MAX = 6;
  private static final int CALLS = 40;

  private Platform platform;
  private Client client;

  @BeforeAll
  void start() throws Exception {
    platform = Platform.Plan.on(Backing.shared()).withWorkers(2, MAX).startWarm();
    client = platform.client();
  }

  @AfterAll
  void end() throws Exception {
    platform.close();
  }

  @Test
  void answersABurstWithWorkersOfItsOwn_andNeverKeepsMoreThanItsMaximum() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(client.callLater("echo", "call " + i));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
    List<Integer> alive = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          alive.add(platform.processes().number());
          return all.isDone();
        });

    assertThat(alive).allMatch(number -> number <= MAX);
    Set<String> workers = new HashSet<>();
    for (int i = 0; i < CALLS; i++) {
      HttpResponse<byte[]> response = calls.get(i).get(1, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(Client.text(response)).isEqualTo("call " + i);
      workers.add(client.job(jobId(response)).path("worker").path("id").asString());
    }
    assertThat(workers).hasSize(CALLS);
    platform.awaitPoolAtRest();
    assertThat(queued()).isZero();
  }

  @Test
  void replacesIdleWorkers_whenAllAreKilled() {
    List<ProcessHandle> killed = platform.processes().alive();
    killed.forEach(ProcessHandle::destroyForcibly);

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(killed).noneMatch(ProcessHandle::isAlive));
    platform.awaitPoolAtRest();
    assertThat(platform.processes().alive()).doesNotContainAnyElementsOf(killed);
  }

  private long queued() throws Exception {
    ConnectionFactory broker = new ConnectionFactory();
    broker.setUri(platform.brokerUri());
    try (Connection connection = broker.newConnection();
        Channel channel = connection.createChannel()) {
      return channel.messageCount(Topology.assignments(Topology.DEFAULT_POOL));
    }
  }
}
