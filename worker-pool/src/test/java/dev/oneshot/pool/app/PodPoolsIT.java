package dev.oneshot.pool.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.declaration.PoolDeclaration;
import dev.oneshot.pool.declaration.PoolsFile;
import dev.oneshot.pool.kubernetes.MockCluster;
import dev.oneshot.pool.kubernetes.PodLauncherSettings;
import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.rabbit.RabbitJobAnnouncer;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against an API server that keeps what it is given, without a node that would run it. */
class PodPoolsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension private final MockCluster cluster = new MockCluster();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<PodPools> all = new ArrayList<>();
  private final MongoClient store = MongoClients.create(TestStore.shared().uri());
  private final ConnectionFactory broker = new ConnectionFactory();

  @SuppressWarnings("NullAway.Init") // set before each test
  private RabbitJobAnnouncer announcer;

  @BeforeEach
  void connect() throws Exception {
    broker.setUri(TestBroker.shared().newVirtualHost());
    announcer = new RabbitJobAnnouncer(broker);
  }

  @AfterEach
  void end() {
    all.forEach(PodPools::close);
    announcer.close();
    store.close();
  }

  private PodPools controller(String identity) {
    MongoDatabase database = store.getDatabase("oneshot");
    MongoServerClock time = new MongoServerClock(database);
    PodPools pools =
        new PodPools(
            cluster.server()::createClient,
            new PodLauncherSettings("worker-pool", "oneshot", Wires.PLAIN),
            identity,
            new Controllers(
                broker, new MongoRecoveryStore(database, time), announcer, time, meters),
            meters);
    all.add(pools);
    return pools;
  }

  private static List<PoolDeclaration.Pods> pools(String yaml) {
    return new PoolsFile(Path.of("pools.yaml"), Path.of("none"))
        .read("pools: " + yaml).stream().map(PoolDeclaration.Pods.class::cast).toList();
  }

  private List<Pod> pods() {
    return cluster.client().pods().list().getItems();
  }

  private void awaitImages(PodPools pools, List<PoolDeclaration.Pods> declared, String... images) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          pools.keep(declared);
          assertThat(pods())
              .extracting(pod -> pod.getSpec().getContainers().getFirst().getImage())
              .containsExactlyInAnyOrder(images);
        });
  }

  @Test
  void asksForNoCluster_withoutPoolsOfPods() {
    PodPools pools = controller("a");
    pools.keep(List.of());
    assertThat(pools.role()).isEqualTo("without pools of pods");
    assertThat(cluster.server().getRequestCount()).isZero();
  }

  @Test
  void makesPods_andTakesThemAwayWithTheirPool() {
    PodPools pools = controller("a");
    awaitImages(
        pools,
        pools("{one: {image: w1, min: 2, max: 4}, two: {image: w2, min: 1, max: 4}}"),
        "w1",
        "w1",
        "w2");
    assertThat(pools.role()).isEqualTo("leading");
    assertThat(meters.get("oneshot.pool.leader").gauge().value()).isEqualTo(1);

    awaitImages(pools, pools("{two: {image: w2, min: 1, max: 4}}"), "w2");
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          pools.keep(pools("{two: {image: w2, min: 1, max: 4}}"));
          assertThat(pools.statuses()).extracting(PoolStatus::pool).containsExactly("two");
        });
  }

  @Test
  void leavesThePods_whenAnotherOneLeads_whichTakesAwayThoseOfPoolsThatAreNoMore() {
    PodPools first = controller("a");
    List<PoolDeclaration.Pods> both =
        pools("{one: {image: w1, min: 1, max: 4}, two: {image: w2, min: 1, max: 4}}");
    awaitImages(first, both, "w1", "w2");
    PodPools second = controller("b");
    second.keep(pools("{two: {image: w2, min: 1, max: 4}}"));
    await().atMost(SOON).until(() -> second.role().equals("following a"));
    assertThat(second.statuses()).isEmpty();
    String kept = name("w2");

    first.close();
    assertThat(pods()).hasSize(2);
    awaitImages(second, pools("{two: {image: w2, min: 1, max: 4}}"), "w2");
    assertThat(name("w2")).isEqualTo(kept);
  }

  @Test
  void saysWhyItCannotLead() {
    String reason = "leases.coordination.k8s.io is forbidden";
    cluster
        .server()
        .expect()
        .get()
        .withPath("/apis/coordination.k8s.io/v1/namespaces/test/leases/oneshot-worker-pool")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage(reason).build())
        .always();
    PodPools pools = controller("a");
    pools.keep(pools("{one: {image: w1, min: 1, max: 4}}"));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(pools.role())
                .isEqualTo("following nobody yet; the lease cannot be had: " + reason));
    assertThat(meters.get("oneshot.pool.leader").gauge().value()).isZero();
  }

  private String name(String image) {
    return pods().stream()
        .filter(pod -> image.equals(pod.getSpec().getContainers().getFirst().getImage()))
        .map(pod -> Objects.requireNonNull(pod.getMetadata().getName()))
        .findFirst()
        .orElseThrow();
  }
}
