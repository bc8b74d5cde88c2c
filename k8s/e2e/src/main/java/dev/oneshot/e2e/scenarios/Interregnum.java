package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.message.WorkerEvent.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kills controllers and watches, every 50 ms, who leads and whether the pool has a worker. A pool
 * is empty while nobody waits for a job and nobody has come to wait: with jobs in the queue who
 * comes is taken at once.
 */
final class Interregnum {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Site site;
  private final Set<String> killed = ConcurrentHashMap.newKeySet();
  private final Figures toNextLeader = Figures.millis();
  private long killedAt;
  private long emptySince;
  private long came;
  private Duration longestEmpty = Duration.ZERO;
  private volatile boolean isOver;

  Interregnum(Site site) {
    this.site = site;
  }

  /** From a kill until another controller leads. */
  Figures toNextLeader() {
    return toNextLeader;
  }

  /** For how long the pool was empty while a controller led that had not been killed. */
  Duration longestEmpty() {
    return longestEmpty;
  }

  /** The pod is gone for the API server at once; its process is told to end by the kubelet. */
  synchronized void kill() {
    Cluster cluster = site.cluster();
    for (Pod pod : cluster.podsOf(Cluster.CONTROLLER)) {
      String name = pod.getMetadata().getName();
      killed.add(name);
      cluster.delete(name, 0);
    }
    killedAt = System.nanoTime();
  }

  void end() {
    isOver = true;
  }

  /** Until {@link #end}. */
  Void watch() throws Exception {
    while (!isOver) {
      look();
      Thread.sleep(BETWEEN_LOOKS);
    }
    return null;
  }

  private synchronized void look() throws Exception {
    long now = System.nanoTime();
    String leader = site.cluster().leader();
    boolean isLed = !leader.isEmpty() && !killed.contains(leader);
    if (isLed && killedAt != 0) {
      toNextLeader.add(now - killedAt);
      killedAt = 0;
    }
    long ready = site.broker().news(news -> news.phase() == Phase.READY).size();
    boolean isEmpty = isLed && ready == came && site.broker().idle(Site.DEFAULT_POOL) == 0;
    came = ready;
    emptySince = !isEmpty ? 0 : emptySince == 0 ? now : emptySince;
    if (isEmpty && now - emptySince > longestEmpty.toNanos()) {
      longestEmpty = Duration.ofNanos(now - emptySince);
    }
  }
}
