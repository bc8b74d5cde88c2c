package dev.oneshot.pool.declaration;

import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.kubernetes.PodTemplate;
import java.util.Objects;

/** A pool by its isolation. */
public sealed interface PoolDeclaration {
  PoolSettings settings();

  /** {@code isolation: pod}: kept by one controller for the whole cluster. */
  record Pods(PoolSettings settings, PodTemplate template) implements PoolDeclaration {
    public Pods {
      Objects.requireNonNull(settings, "settings");
      Objects.requireNonNull(template, "template");
    }
  }

  /** {@code isolation: process}: every controller keeps workers of its own, beside itself. */
  record Processes(PoolSettings settings) implements PoolDeclaration {
    public Processes {
      Objects.requireNonNull(settings, "settings");
    }
  }
}
