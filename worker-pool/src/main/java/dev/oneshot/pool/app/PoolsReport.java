package dev.oneshot.pool.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.oneshot.pool.PoolCondition;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.declaration.PoolDeclaration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How all pools are doing that this program knows of. */
record PoolsReport(DeclaredPools declared, ProcessPools processes, PodPools pods) {

  /**
   * A pool, in JSON. Sizes are left out where another controller keeps the pool.
   *
   * <pre>
   * {"name": "default", "isolation": "pod", "min": 2, "max": 20,
   *  "idle": 2, "starting": 0, "busy": 1, "condition": "healthy"}
   * </pre>
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PoolView(
      String name,
      String isolation,
      int min,
      int max,
      @Nullable Integer idle,
      @Nullable Integer starting,
      @Nullable Integer busy,
      String condition) {
    static PoolView of(PoolStatus pool, String isolation) {
      return new PoolView(
          pool.pool(),
          isolation,
          pool.min(),
          pool.max(),
          pool.idle(),
          pool.starting(),
          pool.busy(),
          pool.condition().inWords());
    }
  }

  /**
   * @param role e.g. "leading", "following worker-pool-7c9e6679f2-abcde", "following nobody yet;
   *     the lease cannot be had: …"
   * @param problems of the file as it is now, whose pools are therefore not those below
   */
  record View(String role, Instant loadedAt, List<String> problems, List<PoolView> pools) {}

  View view() {
    List<PoolView> views = new ArrayList<>();
    processes.statuses().forEach(pool -> views.add(PoolView.of(pool, "process")));
    if (pods.isLeading()) {
      pods.statuses().forEach(pool -> views.add(PoolView.of(pool, "pod")));
    } else {
      declared.now().forEach(pool -> keptElsewhere(pool, views));
    }
    DeclaredPools.Reading reading = declared.reading();
    return new View(pods.role(), reading.loadedAt(), reading.problems(), views);
  }

  private static void keptElsewhere(PoolDeclaration pool, List<PoolView> views) {
    if (pool instanceof PoolDeclaration.Pods(var settings, var _)) {
      views.add(
          new PoolView(
              settings.name(),
              "pod",
              settings.min(),
              settings.max(),
              null,
              null,
              null,
              "kept by the leader"));
    }
  }

  /** Whether broker or store cannot be asked about some pool. */
  boolean isBlind() {
    return processes.statuses().stream().anyMatch(PoolsReport::isBlind)
        || pods.statuses().stream().anyMatch(PoolsReport::isBlind);
  }

  private static boolean isBlind(PoolStatus pool) {
    return pool.condition() instanceof PoolCondition.Blind;
  }
}
