package dev.oneshot.pool.declaration;

import dev.oneshot.declarations.Block;
import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.declarations.DeclarationFile;
import dev.oneshot.declarations.Kind;
import dev.oneshot.declarations.LiveDeclarations;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.process.WorkerDistribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.FileSystemResource;

/**
 * Reads {@code pools.yaml}; README.md has all keys.
 *
 * <pre>
 * pools:
 *   default:
 *     min: 2
 *     image: registry.example/oneshot/worker:1
 * </pre>
 */
public final class PoolsFile {
  private static final Kind<Integer> COUNT = whole(0, 10_000);
  private static final Kind<Integer> AT_LEAST_ONE = whole(1, 10_000);
  private static final Kind<Double> RATE =
      Kind.NUMBER.where("a number above zero, such as 0.5 or 20", rate -> rate > 0);
  private static final Kind<Duration> POSITIVE_TIME =
      Kind.TIME.where("a time above zero, such as 30s or 2m", Duration::isPositive);
  private static final Kind<Duration> DRAIN =
      Kind.TIME.where("a time such as 25s or 5m, not below zero", time -> !time.isNegative());
  private static final Kind<Long> HEAP =
      Kind.SIZE.where(
          "a size from 16MB on, such as 256MB", size -> size >= PoolSettings.LEAST_HEAP_BYTES);
  private static final Kind<Long> LOG_LIMIT =
      Kind.SIZE.where("a size up to 256MB, such as 1MB", size -> size >= 0 && size <= 256L << 20);
  private static final Kind<Boolean> IS_POD = Kind.oneOf(Map.of("pod", true, "process", false));

  private final DeclarationFile file;
  private final Path workerHome;

  /**
   * @param workerHome the worker distribution that pools of processes need
   */
  public PoolsFile(Path file, Path workerHome) {
    this.workerHome = workerHome;
    this.file = new DeclarationFile("pools", "oneshot.pools.file", new FileSystemResource(file));
  }

  /**
   * The pools of the file, which may change.
   *
   * @throws DeclarationException when it cannot be used now
   */
  public LiveDeclarations<List<PoolDeclaration>> live() {
    return new LiveDeclarations<>(file, this::pools);
  }

  /**
   * The pools that a text declares, in its order.
   *
   * @throws DeclarationException that says all that is wrong
   */
  public List<PoolDeclaration> read(String content) {
    return file.read(content, this::pools);
  }

  private List<PoolDeclaration> pools(Block root) {
    Presets presets = Presets.of(root.blocks("presets"));
    List<PoolDeclaration> pools = new ArrayList<>();
    root.blocks("pools").forEach((name, block) -> pools.add(pool(name, block, presets)));
    root.check(!pools.isEmpty(), "pools", "it declares none; there must be at least one");
    return pools;
  }

  private PoolDeclaration pool(String name, Block block, Presets presets) {
    boolean isName = PoolSettings.isName(name);
    if (!isName) {
      block.wrong(
          "the name must have 1 to 40 lower-case letters, digits and dashes, no dash at its ends");
    }
    String known = isName ? name : "default";
    if (block.value("isolation", IS_POD, true)) {
      PodKeys.refuseOfProcesses(block);
      PoolSettings settings = settings(block, podDefaults(known), true);
      return new PoolDeclaration.Pods(settings, PodKeys.template(block, settings, presets));
    }
    PodKeys.refuse(block);
    checkWorker(block);
    PoolSettings settings = settings(block, PoolSettings.of(known), false);
    return new PoolDeclaration.Processes(
        Optional.ofNullable(block.value("functions", Keys.DIRECTORY))
            .map(settings::withFunctions)
            .orElse(settings));
  }

  private void checkWorker(Block block) {
    try {
      var _ = WorkerDistribution.in(workerHome);
    } catch (IllegalArgumentException e) {
      block.wrong("isolation", "processes need the worker: " + e.getMessage());
    }
  }

  // a pod takes longer to start than a process, and a cluster makes 5 to 10 a second
  private static PoolSettings podDefaults(String name) {
    return PoolSettings.of(name).withSize(2, 20).withLaunches(5, 4, Duration.ofSeconds(60));
  }

  private static PoolSettings settings(Block block, PoolSettings defaults, boolean isPod) {
    int min = block.value("min", COUNT, defaults.min());
    int max = block.value("max", AT_LEAST_ONE, Math.max(min, defaults.max()));
    block.check(max >= min, "max", "it must be at least min, which is " + min);
    return new PoolSettings(
        defaults.name(),
        min,
        Math.max(min, max),
        block.value("launches-per-second", RATE, defaults.launchesPerSecond()),
        block.value("max-starting", AT_LEAST_ONE, defaults.maxStarting()),
        block.value("start-timeout", POSITIVE_TIME, defaults.startTimeout()),
        block.value("heap", HEAP, defaults.heapBytes()),
        block.values("jvm-options", Kind.TEXT),
        block.value("max-jobs", AT_LEAST_ONE, defaults.maxJobs()),
        block.value("drain", DRAIN, defaults.drain()),
        null,
        block.value("log-limit", LOG_LIMIT, defaults.logLimitBytes()),
        !isPod);
  }

  private static Kind<Integer> whole(int least, int most) {
    return Kind.WHOLE.where(
        "a whole number from " + least + " to " + most,
        number -> number >= least && number <= most);
  }
}
