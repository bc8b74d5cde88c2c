package dev.oneshot.request.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.Retention;
import dev.oneshot.payload.Payload;
import dev.oneshot.request.fixture.SettableClock;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.Limits;
import dev.oneshot.request.messaging.Replica;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a call's headers and of its function's declaration. */
class SubmissionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CONTEXT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final JobFactory factory = new JobFactory(new SettableClock(NOW), new Replica("r1"));

  private static Function function(boolean isIdempotent, Limits limits) {
    return new Function(
        "echo",
        "",
        "a.B",
        "default",
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        3,
        isIdempotent,
        true,
        false,
        100,
        100,
        List.of(),
        "a/b",
        null,
        new Retention(Duration.ofHours(1), Duration.ofHours(2)),
        limits);
  }

  static Call call(boolean isIdempotent, boolean isSynchronous, boolean isKeyed) {
    return call(function(isIdempotent, Limits.NONE), isSynchronous, isKeyed);
  }

  static Call limitedCall(Limits limits) {
    return call(function(false, limits), true, false);
  }

  private static Call call(Function function, boolean isSynchronous, boolean isKeyed) {
    return new Call(
        function,
        "a/b",
        0,
        InputStream.nullInputStream(),
        isKeyed ? Optional.of("k") : Optional.empty(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        isSynchronous,
        CONTEXT);
  }

  @ParameterizedTest
  @CsvSource({
    // idempotent, synchronous, keyed, attempts, seconds until the last end
    "false, true,  false, 1, 30",
    "false, true,  true,  3, 120",
    "true,  true,  false, 3, 120",
    "false, false, false, 3, 120",
  })
  void repeatsOnlyWhatMayBeRepeated(
      boolean isIdempotent, boolean isSynchronous, boolean isKeyed, int attempts, long seconds) {
    Call call = call(isIdempotent, isSynchronous, isKeyed);

    Job job = factory.job(call, JobId.random(), Payload.empty("a/b"));

    assertThat(job.task().retry().maxAttempts()).isEqualTo(attempts);
    assertThat(job.task().retry().onError()).isEqualTo(attempts > 1);
    assertThat(job.times().createdAt()).isEqualTo(NOW);
    assertThat(job.times().queueDeadlineAt()).isEqualTo(NOW.plusSeconds(20));
    assertThat(job.times().deadlineAt()).isEqualTo(NOW.plusSeconds(seconds));
    assertThat(job.origin().replyTo()).isEqualTo("r1");
  }

  @Test
  void keepsKeyUntilTheRecordGoes_howeverLateTheJobEnds() {
    assertThat(factory.keyExpiry(call(false, false, true)))
        .isEqualTo(NOW.plusSeconds(120).plus(Duration.ofHours(2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait=5",
        "WAIT=5",
        "wait = 5",
        "wait=\"5\"",
        "wait=5;x=y",
        "a, wait=5",
        "wait=x, wait=5",
        "wait=5, wait=9"
      })
  void understandsWait(String header) {
    assertThat(Preferences.parse(List.of(header)))
        .isEqualTo(new Preferences(false, Optional.of(Duration.ofSeconds(5))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "wait",
        "wait=",
        "wait=-1",
        "wait=abc",
        "wait=1.5",
        "wait=1e3",
        "wait=\"5",
        "wait=1234567890",
        "await=5",
        "respond-asynchronously",
        "return=minimal"
      })
  void ignoresWhatItDoesNotUnderstand(String header) {
    assertThat(Preferences.parse(List.of(header)))
        .isEqualTo(new Preferences(false, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "respond-async, false",
    "'respond-async, wait=0', false",
    "'respond-async, wait=5', true",
    "wait=5, true",
  })
  void knowsWhoWaits(String header, boolean waits) {
    assertThat(Preferences.parse(List.of(header)).mayWait()).isEqualTo(waits);
  }

  @Test
  void understandsSeveralHeaders() {
    assertThat(Preferences.parse(List.of("Respond-Async; a", "wait=7")))
        .isEqualTo(new Preferences(true, Optional.of(Duration.ofSeconds(7))));
    assertThat(Preferences.parse(List.of())).isEqualTo(new Preferences(false, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "00-" + TRACE + "-00f067aa0ba902b7-01,     01",
    "00-" + TRACE + "-00f067aa0ba902b7-00,     00",
    "00-" + TRACE + "-00f067aa0ba902b7-ff,     01",
    "cc-" + TRACE + "-00f067aa0ba902b7-01,     01",
    "cc-" + TRACE + "-00f067aa0ba902b7-01-more, 01",
  })
  void goesOnWithTheCallersTrace(String received, String flags) {
    assertThat(Traceparent.childOf(List.of(received)))
        .matches("00-" + TRACE + "-[0-9a-f]{16}-" + flags)
        .doesNotContain("00f067aa0ba902b7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-" + TRACE,
        "00-" + TRACE + "-00f067aa0ba902b7-01-more",
        "00-" + TRACE + "-00f067aa0ba902b7-01more",
        "cc-" + TRACE + "-00f067aa0ba902b7-01more",
        "ff-" + TRACE + "-00f067aa0ba902b7-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      })
  void startsTrace_whenTheCallersIsMalformed(String received) {
    assertThat(Traceparent.childOf(List.of(received)))
        .matches("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00")
        .doesNotContain(TRACE);
  }

  @Test
  void startsTrace_whenThereAreNoneOrTwo() {
    assertThat(Traceparent.childOf(List.of())).endsWith("-00");
    assertThat(Traceparent.childOf(List.of(CONTEXT, CONTEXT))).doesNotContain(TRACE);
  }
}
