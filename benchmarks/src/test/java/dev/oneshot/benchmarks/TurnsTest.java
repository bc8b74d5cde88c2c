package dev.oneshot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  @Test
  void takesTurns_andSpreadsWhatIsRarer() throws Exception {
    List<String> order = new ArrayList<>();
    Turns.Trial trial = kind -> order.add(kind.name);

    new Turns()
        .add(new Kind("a"), 6, trial)
        .add(new Kind("b"), 2, trial)
        .add(new Kind("c"), 6, trial)
        .run(Progress.onStderr("bench"));

    assertThat(order)
        .containsExactly("a", "c", "a", "c", "a", "b", "c", "a", "c", "a", "c", "a", "b", "c");
  }
}
