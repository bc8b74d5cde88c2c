package dev.oneshot.request.limits;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.request.fixture.MemoryJobs;
import dev.oneshot.request.fixture.SettableClock;
import java.time.Instant;
import java.time.InstantSource;

/** On the fakes that other tests use. */
class LimitsTest extends LimitsContract {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryJobs jobs = new MemoryJobs(clock);
  private final MemorySlots slots = new MemorySlots();

  @Override
  protected HeldJobs held() {
    return jobs;
  }

  @Override
  protected Slots slots() {
    return slots;
  }

  @Override
  protected JobStore jobs() {
    return jobs;
  }

  @Override
  protected RecoveryStore recovery() {
    return jobs;
  }

  @Override
  protected InstantSource clock() {
    return clock;
  }
}
