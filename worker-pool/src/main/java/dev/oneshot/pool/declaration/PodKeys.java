package dev.oneshot.pool.declaration;

import dev.oneshot.declarations.Block;
import dev.oneshot.declarations.Kind;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.kubernetes.PodTemplate;
import dev.oneshot.pool.kubernetes.Scratch;
import dev.oneshot.pool.kubernetes.Toleration;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of a pool that is made of pods. */
final class PodKeys {
  private static final List<String> ALL =
      List.of(
          "image",
          "image-pull-policy",
          "image-pull-secrets",
          "resources",
          "scratch",
          "runtime-class",
          "node-selector",
          "tolerations",
          "priority-class",
          "labels",
          "env",
          "env-from",
          "volumes",
          "hold-failed");
  private static final Kind<String> PULL_POLICY =
      Kind.oneOf(Map.of("Always", "Always", "IfNotPresent", "IfNotPresent", "Never", "Never"));
  private static final Kind<String> OPERATOR =
      Kind.oneOf(Map.of("Exists", "Exists", "Equal", "Equal"));
  private static final Kind<String> EFFECT =
      Kind.oneOf(
          Map.of(
              "NoSchedule", "NoSchedule",
              "PreferNoSchedule", "PreferNoSchedule",
              "NoExecute", "NoExecute"));
  private static final Kind<Integer> HOLD =
      Kind.WHOLE.where("a whole number from 0 to 100", number -> number >= 0 && number <= 100);

  private PodKeys() {}

  /** For a pool of processes. */
  static void refuse(Block pool) {
    ALL.stream()
        .filter(pool::has)
        .forEach(key ->
            pool.wrong(
                key,
                "it is for isolation: pod; processes run in the pod of their controller and are"
                    + " given what that has"));
  }

  /** For a pool of pods. */
  static void refuseOfProcesses(Block pool) {
    pool.check(
        !pool.has("functions"),
        "functions",
        "it is for isolation: process; a pod's functions come in its image");
  }

  static PodTemplate template(Block pool, PoolSettings settings, Presets presets) {
    Map<String, String> labels = labels(pool, "labels");
    Map<String, String> matched = new HashMap<>(labels);
    matched.put("oneshot.dev/pool", settings.name());
    Additions additions = presets.withOwn(pool, matched, Additions.of(pool));
    Block resources = pool.block("resources");
    Map<String, String> limits = resources.map("limits", Keys.QUANTITY);
    checkMemory(resources, limits, settings);
    return new PodTemplate(
        pool.required("image", Kind.TEXT, "none"),
        pool.value("image-pull-policy", PULL_POLICY, "IfNotPresent"),
        pool.values("image-pull-secrets", Keys.NAME),
        resources.map("requests", Keys.QUANTITY),
        limits,
        scratch(pool.block("scratch")),
        pool.value("runtime-class", Keys.NAME),
        labels(pool, "node-selector"),
        pool.list("tolerations").stream().map(PodKeys::toleration).toList(),
        pool.value("priority-class", Keys.NAME),
        labels,
        additions.env(),
        additions.sources(),
        List.copyOf(additions.mounts().values()),
        pool.value("hold-failed", HOLD, 3));
  }

  private static Map<String, String> labels(Block pool, String key) {
    Map<String, String> labels = pool.map(key, Keys.LABEL_VALUE);
    labels.keySet().stream()
        .filter(label -> !Keys.isLabel(label))
        .forEach(label -> pool.wrong(key, label + " is no label's key"));
    return labels;
  }

  private static Scratch scratch(Block block) {
    return new Scratch(
        block.value("size", Keys.QUANTITY, "1Gi"), block.value("storage-class", Keys.NAME));
  }

  private static Toleration toleration(Block block) {
    return new Toleration(
        block.value("key", Kind.TEXT),
        block.value("operator", OPERATOR, "Equal"),
        block.value("value", Kind.TEXT),
        block.value("effect", EFFECT),
        block.value("tolerationSeconds", Kind.WHOLE));
  }

  // such a worker is killed by its node with the first large job, and nobody guesses why
  private static void checkMemory(
      Block resources, Map<String, String> limits, PoolSettings settings) {
    String memory = limits.get("memory");
    if (memory != null) {
      BigDecimal bytes = Quantity.getAmountInBytes(Quantity.parse(memory));
      resources.check(
          bytes.compareTo(BigDecimal.valueOf(settings.heapBytes())) > 0,
          "limits",
          "memory must be more than heap, since a JVM needs some beside it: " + memory + " is not");
    }
  }
}
