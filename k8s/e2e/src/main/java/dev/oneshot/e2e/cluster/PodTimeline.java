package dev.oneshot.e2e.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every worker pod that was there since this began, with the local times at which news of it came:
 * the API's own times are whole seconds. Any thread.
 */
public final class PodTimeline implements AutoCloseable {

  /** One pod's life. A time of 0 has not come yet; others are of {@link System#nanoTime}. */
  public static final class Life {
    private final long createdNanos;
    private volatile Pod pod;
    private volatile long runningNanos;
    private volatile long endedNanos;
    private volatile long goneNanos;

    private Life(Pod pod) {
      this.pod = pod;
      this.createdNanos = System.nanoTime();
    }

    public String uid() {
      return pod.getMetadata().getUid();
    }

    public String name() {
      return pod.getMetadata().getName();
    }

    /** Its latest state, which stays readable when it is gone. */
    public Pod pod() {
      return pod;
    }

    public String pool() {
      return pod.getMetadata().getLabels().getOrDefault(Cluster.POOL_LABEL, "");
    }

    public String template() {
      return pod.getMetadata().getLabels().getOrDefault("oneshot.dev/template", "");
    }

    public long createdNanos() {
      return createdNanos;
    }

    /** When the kubelet reported that its container runs. */
    public long runningNanos() {
      return runningNanos;
    }

    /** When the cluster first told that it runs no more: its container ended or it is gone. */
    public long overNanos() {
      return endedNanos == 0 ? goneNanos : endedNanos;
    }

    public boolean isGone() {
      return goneNanos != 0;
    }

    public boolean isOver() {
      return overNanos() != 0;
    }

    public boolean isBeingDeleted() {
      return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Of its ended container or of the whole pod, e.g. {@code OOMKilled}, {@code Evicted}. */
    public String reason() {
      String ofPod = pod.getStatus().getReason();
      return ofPod != null
          ? ofPod
          : state(pod)
              .map(ContainerState::getTerminated)
              .map(ended -> String.valueOf(ended.getReason()))
              .orElse("");
    }

    private void seen(Pod latest) {
      pod = latest;
      long now = System.nanoTime();
      if (runningNanos == 0 && state(latest).map(ContainerState::getRunning).isPresent()) {
        runningNanos = now;
      }
      if (endedNanos == 0 && hasEnded(latest)) {
        endedNanos = now;
      }
    }

    private static boolean hasEnded(Pod pod) {
      String phase = pod.getStatus().getPhase();
      return "Failed".equals(phase)
          || "Succeeded".equals(phase)
          || state(pod).map(ContainerState::getTerminated).isPresent();
    }

    private static Optional<ContainerState> state(Pod pod) {
      List<ContainerStatus> statuses = pod.getStatus().getContainerStatuses();
      return statuses == null
          ? Optional.empty()
          : statuses.stream().findFirst().map(ContainerStatus::getState);
    }
  }

  private final Map<String, Life> lives = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;

  PodTimeline(Cluster cluster) {
    informer =
        cluster
            .pods()
            .withLabel(Cluster.POOL_LABEL)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    note(pod);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    note(pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean isStateUnknown) {
                    note(pod).goneNanos = System.nanoTime();
                  }
                });
  }

  private Life note(Pod pod) {
    Life life = lives.computeIfAbsent(pod.getMetadata().getUid(), _ -> new Life(pod));
    life.seen(pod);
    return life;
  }

  /** Those of the past included. */
  public Collection<Life> all() {
    return List.copyOf(lives.values());
  }

  public List<Life> those(Predicate<Life> wanted) {
    return lives.values().stream().filter(wanted).toList();
  }

  /** Pods of a pool that exist, run or will run, and that nobody deletes. */
  public List<Life> alive(String pool) {
    return those(life -> life.pool().equals(pool) && !life.isOver() && !life.isBeingDeleted());
  }

  public @Nullable Life find(String uid) {
    return lives.get(uid);
  }

  @Override
  public void close() {
    informer.close();
  }
}
