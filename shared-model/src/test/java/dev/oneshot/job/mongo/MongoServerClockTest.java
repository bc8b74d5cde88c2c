package dev.oneshot.job.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.mongodb.MongoException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MongoServerClockTest {
  private static final Instant SERVER_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private boolean isAway;
  private int reads;
  private final MongoServerClock clock = new MongoServerClock(this::serverTime, Duration.ZERO);

  private Date serverTime() {
    reads++;
    if (isAway) {
      throw new MongoException("away");
    }
    return Date.from(SERVER_TIME);
  }

  @Test
  void goesOn_whileTheServerCannotBeAsked() {
    assertThat(clock.instant()).isCloseTo(SERVER_TIME, within(1, ChronoUnit.MINUTES));
    isAway = true;

    Instant first = clock.instant();
    Instant second = clock.instant();

    assertThat(first).isBetween(SERVER_TIME, second);
    int before = reads;
    isAway = false;
    assertThat(clock.instant()).isCloseTo(SERVER_TIME, within(1, ChronoUnit.MINUTES));
    assertThat(reads).isGreaterThan(before);
  }

  /** In an outage a reading waits for a server: not with every call. */
  @Test
  void isNotReadAgainAtOnce_afterThatFailed() {
    AtomicLong nanos = new AtomicLong();
    Duration refresh = Duration.ofHours(1);
    MongoServerClock clock = new MongoServerClock(this::serverTime, refresh, nanos::get);
    clock.instant();
    isAway = true;
    nanos.addAndGet(refresh.toNanos() + 1);
    int before = reads;

    clock.instant();
    clock.instant();

    assertThat(reads).isEqualTo(before + 1);
  }

  /** The one that opened the connection, and may be the last for a while. */
  @Test
  void keepsASlowReading_whenThereIsNoQuickerOne() {
    AtomicLong nanos = new AtomicLong();
    MongoServerClock clock =
        new MongoServerClock(
            () -> {
              Date time = serverTime();
              isAway = true;
              nanos.addAndGet(Duration.ofSeconds(2).toNanos());
              return time;
            },
            Duration.ofHours(1),
            nanos::get);

    assertThat(clock.instant()).isEqualTo(SERVER_TIME.plusSeconds(1));
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void keepsNobodyWaiting_whileItIsReadAgain() throws Exception {
    CountDownLatch isAsked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    AtomicBoolean isSlow = new AtomicBoolean();
    MongoServerClock clock =
        new MongoServerClock(
            () -> {
              if (isSlow.get()) {
                isAsked.countDown();
                awaitQuietly(answers);
              }
              return Date.from(SERVER_TIME);
            },
            Duration.ZERO);
    clock.instant();
    isSlow.set(true);
    try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Instant> read = background.submit(clock::instant);
      isAsked.await();

      assertThat(clock.instant()).isAfterOrEqualTo(SERVER_TIME);

      assertThat(read.isDone()).isFalse();
      answers.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void knowsNoTime_beforeTheServerHasTold() {
    isAway = true;

    assertThatThrownBy(clock::instant).hasMessage("away");
  }
}
