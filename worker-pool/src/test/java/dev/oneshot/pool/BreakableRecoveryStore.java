package dev.oneshot.pool;

import com.mongodb.MongoTimeoutException;
import dev.oneshot.job.Ending;
import dev.oneshot.job.Job;
import dev.oneshot.job.Logs;
import dev.oneshot.job.RecoveryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A real store that can be away. */
final class BreakableRecoveryStore implements RecoveryStore {
  private final RecoveryStore store;
  boolean isBroken;

  BreakableRecoveryStore(RecoveryStore store) {
    this.store = store;
  }

  private RecoveryStore store() {
    if (isBroken) {
      throw new MongoTimeoutException("away");
    }
    return store;
  }

  @Override
  public List<Job> dueForPublishing(Instant now, Set<String> exceptPools, int limit) {
    return store().dueForPublishing(now, exceptPools, limit);
  }

  @Override
  public List<Job> publishedBefore(Instant time, String pool, int limit) {
    return store().publishedBefore(time, pool, limit);
  }

  @Override
  public List<Job> queuedPastDeadline(Instant now, int limit) {
    return store().queuedPastDeadline(now, limit);
  }

  @Override
  public List<Job> runningWithoutHeartbeatSince(Instant time, int limit) {
    return store().runningWithoutHeartbeatSince(time, limit);
  }

  @Override
  public List<Job> runningPastDeadline(Instant time, int limit) {
    return store().runningPastDeadline(time, limit);
  }

  @Override
  public List<Job> running(String pool) {
    return store().running(pool);
  }

  @Override
  public Optional<Job> runningOn(String workerId) {
    return store().runningOn(workerId);
  }

  @Override
  public long countQueued(String pool) {
    return store().countQueued(pool);
  }

  @Override
  public Optional<Job> timeOutQueued(Job seen) {
    return store().timeOutQueued(seen);
  }

  @Override
  public Optional<Job> release(Job seen, Ending cause, Optional<Logs> lastWords) {
    return store().release(seen, cause, lastWords);
  }

  @Override
  public Optional<Job> reclaim(Job seen, Ending cause) {
    return store().reclaim(seen, cause);
  }
}
