package dev.oneshot.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArmedFailpointTest {
  @Test
  void isDueAtItsOwnPointOnly() {
    ArmedFailpoint armed = ArmedFailpoint.parse("B4_CLAIMED");

    assertThat(armed.isDue("B4_ACKNOWLEDGED")).isFalse();
    assertThat(armed.isDue("B4_CLAIMED")).isTrue();
  }

  @Test
  void letsEarlierVisitsPass_whenItSaysWhichIsMeant() {
    ArmedFailpoint armed = ArmedFailpoint.parse("B2_CANCELLED:pause:2");

    assertThat(armed.isDue("B2_CANCELLED")).isFalse();
    assertThat(armed.isDue("B2_CANCELLED")).isTrue();
    assertThat(armed.isDue("B2_CANCELLED")).isTrue();
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    for (String text :
        List.of("", "A1_ADMITTED:explode", "A1_ADMITTED:kill:x", ":kill", "A:kill:1:")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> ArmedFailpoint.parse(text));
    }
  }

  @Test
  void isOffByDefault() {
    Failpoint.reach(Failpoint.A1_ADMITTED); // this test would not get any further
    assertThat(Failpoint.armed()).isEmpty();
  }

  @Test
  void namesEveryPointAsItsConstant() throws IllegalAccessException {
    for (var field :
        Arrays.stream(Failpoint.class.getFields())
            .filter(field -> !field.getName().equals("PROPERTY"))
            .toList()) {
      assertThat(field.get(null)).isEqualTo(field.getName());
    }
  }
}
