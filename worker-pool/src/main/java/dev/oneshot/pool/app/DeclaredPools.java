package dev.oneshot.pool.app;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.declarations.LiveDeclarations;
import dev.oneshot.pool.declaration.PoolDeclaration;
import dev.oneshot.pool.declaration.PoolsFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools as the file declares them, read again whenever its content has changed. A file that is
 * wrong changes nothing but {@link #reading}. Refreshed by one thread, asked by any.
 */
final class DeclaredPools {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredPools.class);

  /**
   * @param loadedAt when the pools were read that count now
   * @param problems of the file as it is now; none when it is the one that counts
   */
  record Reading(Instant loadedAt, List<String> problems) {}

  private final LiveDeclarations<List<PoolDeclaration>> pools;
  private final InstantSource clock;
  private final Counter failures;
  private volatile Reading reading;

  /**
   * Reads the file.
   *
   * @throws DeclarationException when it cannot be used
   */
  DeclaredPools(PoolsFile file, InstantSource clock, MeterRegistry meters) {
    this.pools = file.live();
    this.clock = clock;
    this.failures = meters.counter("oneshot.pools.reload.failed");
    this.reading = new Reading(clock.instant(), List.of());
  }

  List<PoolDeclaration> now() {
    return pools.now();
  }

  Reading reading() {
    return reading;
  }

  /** Reads the file again if its content is another than at the last look. */
  void refresh() {
    if (!pools.refresh(_ -> {})) {
      return;
    }
    List<String> problems = pools.problems();
    if (problems.isEmpty()) {
      reading = new Reading(clock.instant(), problems);
      LOG.info("pools reloaded: {}", names(now()));
    } else {
      failures.increment();
      reading = new Reading(reading.loadedAt(), problems);
      LOG.warn("pools stay as they are, the file is wrong: {}", String.join("; ", problems));
    }
  }

  static List<String> names(List<PoolDeclaration> pools) {
    return pools.stream().map(pool -> pool.settings().name()).toList();
  }
}
