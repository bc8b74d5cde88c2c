package dev.oneshot.job.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.mongodb.MongoException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.junit.jupiter.api.Test;

class MongoServerClockTest {
  private static final Instant SERVER_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private boolean isAway;
  private int reads;
  private final MongoServerClock clock = new MongoServerClock(this::serverTime, Duration.ZERO);

  private Date serverTime() {
    if (isAway) {
      throw new MongoException("away");
    }
    reads++;
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

  @Test
  void knowsNoTime_beforeTheServerHasTold() {
    isAway = true;

    assertThatThrownBy(clock::instant).hasMessage("away");
  }
}
