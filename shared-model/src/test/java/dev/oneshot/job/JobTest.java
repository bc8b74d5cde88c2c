package dev.oneshot.job;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void retriesNothing_thatSomebodyAskedToCancel() {
    Worker worker = new Worker("default-1", 1, null, "here", null);
    Claim claim = new Claim(ClaimToken.random(), worker, NOW, NOW.plusSeconds(30), true);
    Job job = aJob().createdAt(NOW).retry(new RetryPolicy(3, true)).attempt(1).claim(claim).build();

    assertThat(job.isRetriedAfter(Reason.WORKER_LOST, NOW)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "WORKER_LOST,    true,  true",
    "FUNCTION_ERROR, false, true",
    "OUT_OF_MEMORY,  false, true",
    "EVICTED,        false, true",
    "RUN_TIMEOUT,    false, false",
    "RESULT_TOO_LARGE,     false, false",
    "FUNCTION_UNAVAILABLE, false, false",
    "PAYLOAD_DAMAGED,      false, false",
    "STORE_FULL,           false, false",
  })
  void retriesByClassOfFailure(Reason reason, boolean byDefault, boolean whenDeclared) {
    Job plain = aJob().createdAt(NOW).retry(new RetryPolicy(3, false)).attempt(1).build();
    Job declared = aJob().createdAt(NOW).retry(new RetryPolicy(3, true)).attempt(1).build();

    assertThat(plain.isRetriedAfter(reason, NOW)).isEqualTo(byDefault);
    assertThat(declared.isRetriedAfter(reason, NOW)).isEqualTo(whenDeclared);
  }

  @Test
  void retriesNothing_whenAttemptsOrTimeAreUsedUp() {
    Job usedUp = aJob().createdAt(NOW).retry(new RetryPolicy(3, true)).attempt(3).build();
    Job late = aJob().createdAt(NOW).retry(new RetryPolicy(3, true)).attempt(1).build();

    assertThat(usedUp.isRetriedAfter(Reason.WORKER_LOST, NOW)).isFalse();
    assertThat(late.isRetriedAfter(Reason.WORKER_LOST, late.times().deadlineAt())).isFalse();
  }

  @Test
  void showsNoNegativeTime_whenClocksDifferByAMillisecond() {
    Times times = new Times(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2), NOW.minusMillis(1), NOW);

    assertThat(times.queued().orElseThrow()).isZero();
    assertThat(times.ran().orElseThrow()).hasMillis(1);
  }
}
