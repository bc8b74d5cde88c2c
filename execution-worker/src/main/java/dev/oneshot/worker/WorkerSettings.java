package dev.oneshot.worker;

import dev.oneshot.job.Worker;
import dev.oneshot.worker.wire.StoreKey;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told by its environment; README.md has the table.
 *
 * @param storeKey of the login to the store, so that it need not be derived; null for none
 * @param parent process whose end ends this one; null for none
 * @param pod null outside Kubernetes
 * @param template digest of what the pod was made from; null outside Kubernetes
 * @param isPrimed false only where it is measured what priming is worth
 */
record WorkerSettings(
    String brokerUri,
    String storeUri,
    String storeDatabase,
    @Nullable StoreKey storeKey,
    String workerId,
    String pool,
    String node,
    @Nullable String pod,
    @Nullable String template,
    Path scratch,
    int maxJobs,
    int logLimitBytes,
    Duration drain,
    @Nullable Long parent,
    boolean isPrimed) {

  Worker identity() {
    return new Worker(workerId, ProcessTable.self(), pod, node, template);
  }

  /** Without the URIs, which contain passwords. */
  @Override
  public String toString() {
    return "WorkerSettings[workerId=" + workerId + ", pool=" + pool + ", node=" + node + "]";
  }
}
