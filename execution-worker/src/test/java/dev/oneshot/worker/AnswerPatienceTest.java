package dev.oneshot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Lease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerPatienceTest {
  private final AnswerPatience patience = new AnswerPatience();

  @Test
  void growsWithEachAnswerThatDoesNotCome_untilOneDoes() {
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(4));
    patience.notAnswered();
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(8));

    patience.answered();
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void staysWithinALease() {
    for (int i = 0; i < 100; i++) {
      patience.notAnswered();
    }
    assertThat(patience.next()).isLessThan(Lease.LENGTH);
  }
}
