package dev.oneshot.pool.app;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.pool.declaration.PoolDeclaration;
import dev.oneshot.pool.declaration.PoolsFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  private final PoolsFile file;
  private final InstantSource clock;
  private final Counter failures;
  private volatile List<PoolDeclaration> pools;
  private volatile Reading reading;
  private @Nullable String lastContent;

  /**
   * Reads the file.
   *
   * @throws DeclarationException when it cannot be used
   */
  DeclaredPools(PoolsFile file, InstantSource clock, MeterRegistry meters) {
    this.file = file;
    this.clock = clock;
    this.failures = meters.counter("oneshot.pools.reload.failed");
    this.lastContent = file.content();
    this.pools = file.read(lastContent);
    this.reading = new Reading(secondOf(clock), List.of());
  }

  List<PoolDeclaration> now() {
    return pools;
  }

  Reading reading() {
    return reading;
  }

  /** Reads the file again if its content is another than at the last look. */
  void refresh() {
    String before = lastContent;
    lastContent = null; // a file that cannot be read is read anew when it can
    try {
      String content = file.content();
      lastContent = content;
      if (!content.equals(before)) {
        take(file.read(content));
      }
    } catch (DeclarationException e) {
      refuse(e);
    }
  }

  private void take(List<PoolDeclaration> read) {
    pools = read;
    reading = new Reading(secondOf(clock), List.of());
    LOG.info("pools reloaded: {}", names(read));
  }

  private void refuse(DeclarationException e) {
    if (!e.problems().equals(reading.problems())) {
      failures.increment();
      reading = new Reading(reading.loadedAt(), e.problems());
      LOG.warn("pools stay as they are. {}", e.getMessage());
    }
  }

  private static Instant secondOf(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  static List<String> names(List<PoolDeclaration> pools) {
    return pools.stream().map(pool -> pool.settings().name()).toList();
  }
}
