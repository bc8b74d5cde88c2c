package dev.oneshot.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who runs, or ran, a job.
 *
 * @param id unique for ever, given by the launcher, e.g. {@code default-7c9e6679f2}; the pod's UID
 *     on Kubernetes
 * @param pid the process on its machine
 * @param pod the pod's name, null outside Kubernetes
 * @param node the machine's name
 * @param template digest of the template its pod was made from, e.g. {@code 4f1c09a2b3}; null where
 *     there is none
 */
public record Worker(
    String id, long pid, @Nullable String pod, String node, @Nullable String template) {
  public Worker {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(node, "node");
  }
}
