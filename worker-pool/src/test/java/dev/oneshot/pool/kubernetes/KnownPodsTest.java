package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LiveWorker;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownPodsTest {
  private final List<String> told = new ArrayList<>();
  private Instant now = Instant.parse("2030-01-01T00:00:10Z");
  private long nanos = -7;
  private final KnownPods pods =
      new KnownPods(
          () -> now, () -> nanos, (pod, exit) -> told.add(pod.getMetadata().getUid() + " " + exit));

  @Test
  void tellsAnEndOnce_howeverOftenItIsSeen() {
    pods.seen(pod("1", Fixtures.running()));
    pods.seen(pod("1", Fixtures.exited(0)));
    pods.seen(pod("1", Fixtures.exited(0)));
    pods.gone(pod("1", Fixtures.exited(0)));
    pods.gone(pod("1", Fixtures.exited(0)));
    pods.seen(pod("1", Fixtures.running()));
    pods.listed(List.of(pod("1", Fixtures.running())), Set.of());
    assertThat(told).containsExactly("1 " + new Exit.Exited(0));
    assertThat(pods.live("default", "today")).isEmpty();
  }

  @Test
  void tellsAPodThatAListLacks_unlessItIsYoungerThanTheList() {
    pods.seen(pod("old", Fixtures.running()));
    Set<String> before = pods.ids();
    pods.launched(pod("young", Fixtures.pending()));
    pods.listed(List.of(), before);
    assertThat(told).containsExactly("old " + new Exit.Vanished("its pod was deleted"));
    assertThat(pods.live("default", "today")).extracting(LiveWorker::id).containsExactly("young");
  }

  @Test
  void keepsWhatTheWatchSaw_whenTheLaunchIsAnsweredLater() {
    pods.seen(pod("1", Fixtures.exited(1)));
    pods.launched(pod("1", Fixtures.pending()));
    assertThat(pods.live("default", "today")).isEmpty();
    assertThat(told).hasSize(1);
  }

  @Test
  void showsOutdatedAndHinderedWorkers() {
    pods.seen(pod("1", Fixtures.waiting("ErrImagePull", "none")));
    assertThat(pods.live("default", "today"))
        .containsExactly(
            new LiveWorker(
                "1",
                Instant.parse("2030-01-01T00:00:00Z"),
                false,
                false,
                false,
                "ErrImagePull: none"));
    assertThat(pods.live("default", "tomorrow").getFirst().isOutdated()).isTrue();
    assertThat(pods.live("other", "today")).isEmpty();
  }

  @Test
  void keepsTheNewestThatFailed_andRemovesAllOthers_eachOnce() {
    for (int i = 1; i <= 4; i++) {
      failsAndIsRecorded("f" + i, "2030-01-01T00:00:0" + i + "Z");
    }
    pods.seen(pod("done", Fixtures.exited(0)));
    pods.recorded("done");
    KnownPods.Remains remains = pods.remains("default", 2);
    assertThat(remains.toMark()).containsExactlyInAnyOrder("default-f3", "default-f4");
    assertThat(remains.toDelete())
        .containsExactlyInAnyOrder("default-f1", "default-f2", "default-done");
    assertThat(pods.remains("default", 2)).isEqualTo(new KnownPods.Remains(List.of(), List.of()));
  }

  @Test
  void removesOneThatWasKept_whenAYoungerOneFails() {
    failsAndIsRecorded("f1", "2030-01-01T00:00:01Z");
    assertThat(pods.remains("default", 1).toMark()).containsExactly("default-f1");
    failsAndIsRecorded("f2", "2030-01-01T00:00:02Z");
    assertThat(pods.remains("default", 1))
        .isEqualTo(new KnownPods.Remains(List.of("default-f1"), List.of("default-f2")));
    failsAndIsRecorded("f3", "2030-01-01T00:00:02Z");
    assertThat(pods.remains("default", 1).toDelete()).containsExactly("default-f2");
  }

  @Test
  void doesNotTellAnEndThatWasRecorded_andCountsItAmongThoseKept() {
    Pod marked =
        new PodBuilder(pod("f1", Fixtures.exited(1)))
            .editMetadata()
            .addToAnnotations(PodApi.RECORDED, "true")
            .endMetadata()
            .build();
    pods.seen(marked);
    assertThat(told).isEmpty();
    assertThat(pods.remains("default", 1)).isEqualTo(new KnownPods.Remains(List.of(), List.of()));
    assertThat(pods.remains("default", 0).toDelete()).containsExactly("default-f1");
  }

  @Test
  void givesUpADeletedPod_aMinuteAfterItsGrace_asCountedHere() {
    now = Instant.parse("2030-01-01T01:00:00Z"); // an hour ahead of the API server
    pods.seen(deleted("1", 30));
    pass(Duration.ofSeconds(90));
    pods.seen(deleted("1", 30));
    assertThat(told).isEmpty();
    pass(Duration.ofMillis(1));
    pods.seen(deleted("1", 30));
    assertThat(told)
        .containsExactly("1 " + new Exit.Vanished("deleted, and its node does not answer"));
  }

  @Test
  void countsADeletedPodsTimeAnew_whenItsGraceIsShortened() {
    pods.seen(pod("1", Fixtures.running()));
    pass(Duration.ofHours(1));
    pods.seen(deleted("1", 90_000)); // stopped, and busy for a day
    pass(Duration.ofHours(24));
    pods.seen(deleted("1", 90_000));
    pods.seen(deleted("1", 1)); // killed
    pass(Duration.ofSeconds(61));
    pods.seen(deleted("1", 1));
    assertThat(told).isEmpty();
    pass(Duration.ofMillis(1));
    pods.seen(deleted("1", 1));
    assertThat(told).hasSize(1);
  }

  private static Pod deleted(String uid, long graceSeconds) {
    return new PodBuilder(pod(uid, Fixtures.running()))
        .editMetadata()
        .withDeletionTimestamp("2030-01-01T00:01:00Z")
        .withDeletionGracePeriodSeconds(graceSeconds)
        .endMetadata()
        .build();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void countsAHardStopFromThePodsStart() {
    pods.seen(pod("1", Fixtures.running())); // started at :01, now :10
    assertThat(pods.deadlineSeconds("1", Duration.ofSeconds(60))).isEqualTo(9 + 60 + 1);
    assertThat(pods.deadlineSeconds("nobody", Duration.ofSeconds(60))).isNull();
  }

  @Test
  void countsAHardStopByItsOwnClock_whereTheNodesIsAhead() {
    now = Instant.parse("2029-12-31T23:00:00Z");
    pods.seen(pod("1", Fixtures.running()));
    now = now.plusSeconds(20);
    assertThat(pods.deadlineSeconds("1", Duration.ofSeconds(60))).isEqualTo(20 + 60 + 1);
  }

  @Test
  void neverRaisesAHardStop() {
    Pod limited =
        new PodBuilder(pod("1", Fixtures.running()))
            .editSpec()
            .withActiveDeadlineSeconds(50L)
            .endSpec()
            .build();
    pods.seen(limited);
    assertThat(pods.deadlineSeconds("1", Duration.ofSeconds(60))).isNull();
    assertThat(pods.deadlineSeconds("1", Duration.ofSeconds(10))).isEqualTo(9 + 10 + 1);
  }

  private void failsAndIsRecorded(String id, String created) {
    pods.seen(
        new PodBuilder(pod(id, Fixtures.exited(1)))
            .editMetadata()
            .withCreationTimestamp(created)
            .endMetadata()
            .build());
    pods.recorded(id);
  }

  private static Pod pod(String uid, PodStatus status) {
    return Fixtures.pod(uid, status);
  }
}
