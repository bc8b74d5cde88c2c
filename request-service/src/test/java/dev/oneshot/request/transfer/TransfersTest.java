package dev.oneshot.request.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TransfersTest {
  private static final long MEGABYTE = 1 << 20;

  private final Transfers one = new Transfers(new TransferProperties(1, Duration.ofMillis(50)));

  @Test
  void hasRoomForOneLongBody_orForSeveralShortOnes() {
    Transfers.Place place = one.take(100 * MEGABYTE);
    refuses(1);
    place.close();

    for (int i = 0; i < 8; i++) {
      assertThat(one.take(MEGABYTE - 1)).isNotNull();
    }
    refuses(1);
  }

  @Test
  void takesABodyOfUnknownLengthForALongOne() {
    Transfers.Place place = one.take(-1);
    refuses(1);
    place.close();
    assertThat(one.take(1)).isNotNull();
    refuses(-1);
  }

  @Test
  void waitsForAPlace() {
    Transfers patient = new Transfers(new TransferProperties(1, Duration.ofMinutes(1)));
    Transfers.Place place = patient.take(-1);
    CompletableFuture<Transfers.Place> next = CompletableFuture.supplyAsync(() -> patient.take(-1));

    place.close();

    assertThat(next.join()).isNotNull();
  }

  @Test
  void hasRoomForAnEighthOfTheHeap() {
    assertThat(TransferProperties.fitting(512L << 20)).isEqualTo(8);
    assertThat(TransferProperties.fitting(1)).isEqualTo(1);
  }

  private void refuses(long bytes) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> one.take(bytes))
        .extracting(refused -> refused.problem().code())
        .isEqualTo(ProblemCode.OVERLOADED);
  }
}
