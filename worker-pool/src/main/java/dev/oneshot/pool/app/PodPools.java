package dev.oneshot.pool.app;

import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.declaration.PoolDeclaration;
import java.util.List;

/** The pools whose workers are pods, kept by the leader alone. */
final class PodPools implements AutoCloseable {
  void onChange(Runnable listener) {}

  void keep(List<PoolDeclaration.Pods> declared) {}

  boolean isLeading() {
    return false;
  }

  String role() {
    return "no pools of pods";
  }

  List<PoolStatus> statuses() {
    return List.of();
  }

  @Override
  public void close() {}
}
