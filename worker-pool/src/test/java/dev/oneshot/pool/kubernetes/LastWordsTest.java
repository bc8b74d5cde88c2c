package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.pool.launch.WorkerDeath.Tail;
import org.junit.jupiter.api.Test;

class LastWordsTest {
  private static final String READY =
      "{\"time\": \"t\", \"level\": \"INFO\", \"message\": \"ready\", \"worker\": \"w\"}\n";
  private static final String ERROR =
      "{\"time\": \"t\", \"level\": \"ERROR\", \"message\": \"settings are wrong\", \"worker\": \"w\", \"detail\": \"no URI\"}\n";

  @Test
  void takesWhatFunctionsWrote_andTheWorkersWarning_apart() {
    LastWords words = LastWords.of(READY + "one\n" + ERROR + "two\n", false);
    assertThat(words.tail()).isEqualTo(new Tail("one\ntwo\n", false));
    assertThat(words.complaint()).isEqualTo("settings are wrong: no URI");
  }

  @Test
  void leavesAFunctionsOwnJsonAlone() {
    String theirs = "{\"level\":\"ERROR\",\"message\":\"mine\"}\n{broken\n";
    LastWords words = LastWords.of(READY + theirs, false);
    assertThat(words.tail().text()).isEqualTo(theirs);
  }

  @Test
  void complainsWithTheLastLines_whereTheWorkerSaidNothing() {
    assertThat(LastWords.of("a\nb\n\nc\nd\n", false).complaint()).isEqualTo("b; c; d");
  }

  @Test
  void keepsTheEnd() {
    String line = "x".repeat(1023) + "\n";
    LastWords words = LastWords.of(line.repeat(100) + "end\n", false);
    assertThat(words.tail().text()).hasSize(LastWords.MOST_CHARACTERS).endsWith("\nend\n");
    assertThat(words.tail().isTruncated()).isTrue();
    assertThat(LastWords.of("end\n", true).tail().isTruncated()).isTrue();
    assertThat(LastWords.of("", true)).isEqualTo(LastWords.NONE);
  }
}
