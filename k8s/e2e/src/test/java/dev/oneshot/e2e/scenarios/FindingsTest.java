package dev.oneshot.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private final List<String> lines = new ArrayList<>();
  private final Findings findings = new Findings(lines::add);

  @Test
  void holdsUntilOneProofDoesNot() {
    findings.figure("pods", "7");
    findings.atMost("ms", 15, 15);
    assertThat(findings.allHold()).isTrue();

    findings.atLeast("times", 50, 49.9);
    assertThat(findings.allHold()).isFalse();
  }

  @Test
  void doesNotHold_withoutAnyValue() {
    findings.atMost("ms", 15, Double.NaN);

    assertThat(findings.allHold()).isFalse();
  }

  @Test
  void tellsEachFindingAtOnce() {
    findings.figure("pods", "7");
    findings.atMost("ms", 2.5, 3);

    assertThat(lines).containsExactly("pods: 7", "ms: 3.00 (<= 2.5): NO");
  }
}
