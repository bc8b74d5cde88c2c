package dev.oneshot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerPatienceTest {
  private final AnswerPatience patience = new AnswerPatience();

  @Test
  void growsWithEachAnswerThatDoesNotCome_untilOneDoes() {
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(4));
    patience.notAnswered();
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(8));
    patience.notAnswered();
    patience.notAnswered();
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(12));

    patience.answered();
    assertThat(patience.next()).isEqualTo(Duration.ofSeconds(4));
  }
}
