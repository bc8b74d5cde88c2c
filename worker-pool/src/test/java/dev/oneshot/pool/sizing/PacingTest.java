package dev.oneshot.pool.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PacingTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void ratesLaunches_withOneSecondsWorthAtOnce() {
    LaunchRate rate = new LaunchRate(20, START);
    assertThat(rate.available(START)).isEqualTo(20);
    rate.take(20);
    assertThat(rate.available(START)).isZero();
    assertThat(rate.available(START.plusMillis(100))).isEqualTo(2);
    assertThat(rate.available(START.plusSeconds(60))).isEqualTo(20);
  }

  @Test
  void ratesLaunches_belowOneASecond() {
    LaunchRate rate = new LaunchRate(0.1, START);
    assertThat(rate.available(START)).isEqualTo(1);
    rate.take(1);
    assertThat(rate.available(START.plusSeconds(9))).isZero();
    assertThat(rate.available(START.plusSeconds(11))).isEqualTo(1);
  }

  @Test
  void ratesLaunches_whenTheClockIsSetBack() {
    LaunchRate rate = new LaunchRate(2, START);
    rate.take(2);
    assertThat(rate.available(START.minusSeconds(10))).isZero();
    assertThat(rate.available(START.minusSeconds(9))).isEqualTo(2);
  }

  @Test
  void refusesARateOfNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LaunchRate(0, START));
    assertThatIllegalArgumentException().isThrownBy(() -> new LaunchRate(Double.NaN, START));
  }

  @Test
  void backsOffTwiceAsLongEachRound_upToAMinute() {
    BackOff backOff = new BackOff();
    Instant now = START;
    Duration expected = Duration.ofMillis(500);
    for (int round = 0; round < 12; round++) {
      backOff.failed(now, now.plusMillis(1));
      now = now.plusMillis(1);
      assertThat(backOff.nextTryAt()).isEqualTo(now.plus(expected));
      now = backOff.nextTryAt();
      expected = min(expected.multipliedBy(2), Duration.ofSeconds(60));
    }
    assertThat(expected).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void countsWorkersThatFailTogetherAsOneRound() {
    BackOff backOff = new BackOff();
    for (int i = 0; i < 8; i++) {
      backOff.failed(START, START.plusMillis(200 + i));
    }
    assertThat(backOff.nextTryAt()).isEqualTo(START.plusMillis(700));
  }

  @Test
  void triesWithOneWorker_untilOneBecomesReady() {
    BackOff backOff = new BackOff();
    assertThat(backOff.allowance(0, START)).isEqualTo(Integer.MAX_VALUE);
    backOff.failed(START, START);
    assertThat(backOff.allowance(0, START.plusMillis(499))).isZero();
    assertThat(backOff.allowance(0, START.plusMillis(500))).isEqualTo(1);
    assertThat(backOff.allowance(1, START.plusMillis(500))).isZero();
    backOff.succeeded();
    assertThat(backOff.isHolding()).isFalse();
    assertThat(backOff.allowance(3, START)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void givesUpASurplusThatLasts_andOfItWhatWasThereAllTheTime() {
    SurplusWatch watch = watch();
    assertThat(watch.due(3, START)).isZero();
    assertThat(watch.due(1, START.plusSeconds(5))).isZero();
    assertThat(watch.due(4, START.plusSeconds(21))).isEqualTo(1);
    assertThat(watch.due(3, START.plusSeconds(22))).as("the wait begins anew").isZero();
  }

  @Test
  void forgetsASurplusThatPasses() {
    SurplusWatch watch = watch();
    assertThat(watch.due(3, START)).isZero();
    assertThat(watch.due(0, START.plusSeconds(9))).isZero();
    assertThat(watch.due(3, START.plusSeconds(10))).isZero();
    assertThat(watch.due(3, START.plusSeconds(19))).isZero();
    assertThat(watch.due(3, START.plusSeconds(31))).isEqualTo(3);
  }

  private static SurplusWatch watch() {
    return new SurplusWatch(RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(1));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
