package dev.oneshot.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private final Answer answer =
      new Answer(
          200,
          HttpHeaders.of(
              Map.of(
                  "Server-Timing", List.of("queue;dur=3, run;dur=1.5, total;dur=4.5"),
                  "Oneshot-Job-Id", List.of("7f1c")),
              (_, _) -> true),
          "{\"workerId\": \"w-1\"}",
          1);

  @Test
  void readsTimesJobAndBody() {
    assertThat(answer.timing("queue")).isEqualTo(3);
    assertThat(answer.timing("total")).isEqualTo(4.5);
    assertThat(answer.jobId()).isEqualTo("7f1c");
    assertThat(answer.json().path("workerId").asString()).isEqualTo("w-1");
    assertThat(answer.hasLocation()).isFalse();
  }

  @Test
  void saysWhatItIs_whenItIsNotWhatWasExpected() {
    assertThatThrownBy(() -> answer.expect(202))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected 202")
        .hasMessageContaining("w-1");
  }
}
