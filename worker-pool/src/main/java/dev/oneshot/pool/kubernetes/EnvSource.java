package dev.oneshot.pool.kubernetes;

import java.util.Objects;

/** An object in the pool's namespace whose entries a worker sees, as variables or as files. */
public sealed interface EnvSource {
  /** Of the object. */
  String name();

  record Secret(String name) implements EnvSource {
    public Secret {
      Objects.requireNonNull(name, "name");
    }
  }

  record ConfigMap(String name) implements EnvSource {
    public ConfigMap {
      Objects.requireNonNull(name, "name");
    }
  }
}
