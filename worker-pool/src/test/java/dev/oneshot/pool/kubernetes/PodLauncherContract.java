package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.LiveWorker;
import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a launcher of pods does, with the test in the place of the kubelet. */
abstract class PodLauncherContract {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  static final WorkerSpec SPEC = Fixtures.spec("default");
  private static final WorkerSpec OTHER = Fixtures.spec("other");
  private static final PodLauncherSettings SETTINGS =
      new PodLauncherSettings("worker-pool", "oneshot", Wires.PLAIN);

  private final BlockingQueue<WorkerDeath> deaths = new LinkedBlockingQueue<>();
  private final List<PodLauncher> launchers = new ArrayList<>();
  private volatile boolean isLeading = true;

  /** Of a namespace of its own or an emptied one. */
  abstract KubernetesClient client();

  @AfterEach
  void endAll() {
    launchers.forEach(PodLauncher::close);
    client().pods().withGracePeriod(0).delete();
  }

  @Test
  void makesAPod_thatIsAmongTheWorkersAtOnce() {
    PodLauncher launcher = launcher();
    String id = launch(launcher, SPEC);
    assertThat(launcher.workers(SPEC)).extracting(LiveWorker::id).containsExactly(id);
    assertThat(launcher.workers(OTHER)).isEmpty();
    Pod pod = pod(id);
    assertThat(pod.getMetadata().getName()).matches("default-[0-9a-f]{10}");
    assertThat(launcher.workers(SPEC).getFirst().isOutdated()).isFalse();
  }

  @Test
  void keepsPoolsApart() throws Exception {
    PodLauncher launcher = launcher();
    BlockingQueue<WorkerDeath> others = new LinkedBlockingQueue<>();
    launcher.onDeath("other", others::add);
    String id = launch(launcher, SPEC);
    String other = launch(launcher, OTHER);
    becomes(other, Fixtures.exited(3));
    WorkerDeath death = Objects.requireNonNull(others.poll(10, TimeUnit.SECONDS));
    assertThat(death.workerId()).isEqualTo(other);
    assertThat(launcher.workers(SPEC)).extracting(LiveWorker::id).containsExactly(id);
    assertThat(launcher.workers(OTHER)).isEmpty();
    assertThat(deaths).isEmpty();
  }

  @Test
  void tellsAnEnd_andRemovesThePodOnceItIsRecorded() throws Exception {
    PodLauncher launcher = launcher();
    String id = launch(launcher, SPEC);
    becomes(id, Fixtures.running());
    becomes(id, Fixtures.exited(0));
    assertThat(death().exit()).isEqualTo(new Exit.Exited(0));
    assertThat(names()).hasSize(1);
    launcher.forget(id);
    await().atMost(LIMIT).until(() -> names().isEmpty());
    assertThat(deaths).isEmpty();
  }

  @Test
  void tellsTheReasonOfADeath() throws Exception {
    String id = launch(launcher(), SPEC);
    becomes(id, Fixtures.exited(137, "OOMKilled", "last words"));
    assertThat(death().exit()).isEqualTo(new Exit.OutOfMemory());
  }

  @Test
  void tellsAPodThatSomebodyDeleted() throws Exception {
    String id = launch(launcher(), SPEC);
    becomes(id, Fixtures.running());
    client().pods().withName(name(id)).withGracePeriod(0).delete();
    assertThat(death().exit()).isEqualTo(new Exit.Vanished("its pod was deleted"));
  }

  @Test
  void keepsTheLastThatFailed_alsoAcrossLaunchers_andTellsThemOnce() throws Exception {
    PodLauncher first = launcher();
    for (int i = 0; i < 3; i++) {
      String id = launch(first, SPEC);
      becomes(id, Fixtures.exited(70));
      assertThat(death().workerId()).isEqualTo(id);
      first.forget(id);
    }
    await().atMost(LIMIT).until(() -> names().size() == 2);
    await().atMost(LIMIT).until(this::areAllMarked);
    first.close();
    PodLauncher second = launcher();
    String id = launch(second, SPEC);
    becomes(id, Fixtures.exited(70));
    assertThat(death().workerId()).as("only the new one").isEqualTo(id);
    second.forget(id);
    await().atMost(LIMIT).until(() -> names().size() == 2);
    assertThat(deaths).isEmpty();
  }

  @Test
  void tellsEndsThatNobodyRecorded_andKnowsTheLiveOnes_afterARestart() throws Exception {
    PodLauncher first = launcher();
    String dead = launch(first, SPEC);
    String live = launch(first, SPEC);
    first.close();
    assertThat(names()).as("pods outlive their launcher").hasSize(2);
    becomes(dead, Fixtures.exited(1));
    PodLauncher second = launcher();
    assertThat(second.workers(SPEC)).extracting(LiveWorker::id).containsExactly(live);
    assertThat(death().workerId()).isEqualTo(dead);
  }

  @Test
  void stopsAndKills() throws Exception {
    PodLauncher launcher = launcher();
    String stopped = launch(launcher, SPEC);
    String killed = launch(launcher, SPEC);
    launcher.stop(stopped);
    assertThat(death().workerId()).isEqualTo(stopped);
    launcher.kill(killed);
    assertThat(death().workerId()).isEqualTo(killed);
    assertThat(names()).isEmpty();
    launcher.stop("nobody");
    launcher.kill("nobody");
  }

  @Test
  void setsTheHardStop() {
    PodLauncher launcher = launcher();
    String id = launch(launcher, SPEC);
    launcher.limit(id, Duration.ofSeconds(90));
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          Long deadline = pod(id).getSpec().getActiveDeadlineSeconds();
          assertThat(deadline).isBetween(90L, 105L);
        });
  }

  @Test
  void callsAWorkerOutdated_onceItsTemplateHasChanged() {
    PodLauncher launcher = launcher();
    String id = launch(launcher, SPEC);
    launcher.use(Map.of("default", Fixtures.template("oneshot/worker:2", Map.of(), 2)));
    assertThat(launcher.workers(SPEC).getFirst().isOutdated()).isTrue();
    String young = launch(launcher, SPEC);
    assertThat(launcher.workers(SPEC))
        .filteredOn(worker -> !worker.isOutdated())
        .extracting(LiveWorker::id)
        .containsExactly(young);
    assertThat(id).isNotEqualTo(young);
  }

  @Test
  void saysWhatHindersAPod() {
    PodLauncher launcher = launcher();
    String id = launch(launcher, SPEC);
    becomes(id, Fixtures.waiting("ImagePullBackOff", "Back-off pulling image"));
    await()
        .atMost(LIMIT)
        .until(() ->
            "ImagePullBackOff: Back-off pulling image"
                .equals(launcher.workers(SPEC).getFirst().hindrance()));
  }

  @Test
  void makesAndEndsNothing_whileSomebodyElseLeads() {
    PodLauncher launcher = launcher();
    String id = launch(launcher, SPEC);
    isLeading = false;
    assertThat(launcher.launch(SPEC)).isEqualTo(new LaunchOutcome.Closed());
    launcher.stop(id);
    launcher.kill(id);
    assertThat(names()).hasSize(1);
  }

  @Test
  void makesNothing_afterItsEndOrWithoutATemplate() {
    PodLauncher launcher = launcher();
    assertThat(launcher.launch(Fixtures.spec("unknown"))).isInstanceOf(LaunchOutcome.Refused.class);
    launcher.close();
    assertThat(launcher.launch(SPEC)).isEqualTo(new LaunchOutcome.Closed());
    assertThat(names()).isEmpty();
  }

  @Test
  void takesAPodOfThatName_forTheOneItWanted() {
    PodApi api = new PodApi(client());
    Pod wanted =
        new WorkerPod(SPEC, Fixtures.TEMPLATE, "oneshot", Wires.PLAIN)
            .named("default-twice", List.of());
    PodApi.Creation first = api.create(wanted);
    PodApi.Creation again = api.create(wanted);
    assertThat(uid(again)).isEqualTo(uid(first));
  }

  private static String uid(PodApi.Creation creation) {
    return ((PodApi.Creation.Created) creation).pod().getMetadata().getUid();
  }

  final PodLauncher launcher() {
    PodLauncher launcher = new PodLauncher(client(), SETTINGS, () -> isLeading);
    launchers.add(launcher);
    launcher.use(Map.of("default", Fixtures.TEMPLATE, "other", Fixtures.TEMPLATE));
    launcher.onDeath("default", deaths::add);
    return launcher;
  }

  static String launch(PodLauncher launcher, WorkerSpec spec) {
    return ((LaunchOutcome.Launched) launcher.launch(spec)).workerId();
  }

  final WorkerDeath death() throws InterruptedException {
    return Objects.requireNonNull(deaths.poll(LIMIT.toSeconds(), TimeUnit.SECONDS), "no death");
  }

  final void becomes(String id, PodStatus status) {
    var _ =
        client()
            .pods()
            .withName(name(id))
            .editStatus(pod -> new PodBuilder(pod).withStatus(status).build());
  }

  private Pod pod(String id) {
    return client().pods().list().getItems().stream()
        .filter(pod -> pod.getMetadata().getUid().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private String name(String id) {
    return pod(id).getMetadata().getName();
  }

  private List<String> names() {
    return client().pods().list().getItems().stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private boolean areAllMarked() {
    return client().pods().list().getItems().stream()
        .allMatch(pod -> pod.getMetadata().getAnnotations().containsKey(PodApi.RECORDED));
  }
}
