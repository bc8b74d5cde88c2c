package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import java.time.Duration;

/**
 * Two controllers that both lead for some seconds: the lease is rewritten in the follower's name,
 * who believes it at once, while the leader goes on to the end of the time that it was promised.
 */
final class TwoLeaders {
  private static final Duration ROLLOUT = Duration.ofMinutes(2);

  private final Cluster cluster;

  TwoLeaders(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Returns when one leads and another follows. */
  void prepare() throws Exception {
    cluster.scale(Cluster.CONTROLLER, 2);
    cluster.awaitRollout(Cluster.CONTROLLER, ROLLOUT);
    Patience.await("one controller leads", Duration.ofSeconds(30), () -> leading() == 1);
  }

  /** Returns while both lead. */
  void force() throws Exception {
    String follower =
        cluster.podsOf(Cluster.CONTROLLER).stream()
            .map(pod -> pod.getMetadata().getName())
            .filter(name -> !leads(name))
            .findFirst()
            .orElseThrow();
    cluster.leader(follower);
    Patience.await("both controllers lead", Duration.ofSeconds(5), () -> leading() == 2);
  }

  private long leading() {
    return cluster.podsOf(Cluster.CONTROLLER).stream()
        .filter(pod -> leads(pod.getMetadata().getName()))
        .count();
  }

  private boolean leads(String controller) {
    return cluster.pools(controller).path("role").asString("").equals("leading");
  }

  void undo() throws Exception {
    cluster.scale(Cluster.CONTROLLER, 1);
    cluster.awaitRollout(Cluster.CONTROLLER, ROLLOUT);
  }
}
