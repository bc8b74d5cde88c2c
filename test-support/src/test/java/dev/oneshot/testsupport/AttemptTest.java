package dev.oneshot.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final String SETTING = "oneshot.attempt.test";

  private enum Metal {
    GOLD,
    SILVER,
    LEAD
  }

  private record Coin(String description) implements Attempt.Described {}

  private final List<Metal> tried = new ArrayList<>();

  @Test
  void takesTheFirstKind_thatCanBeHad() {
    assertThat(first()).isEqualTo(new Coin("a coin of lead"));
    assertThat(tried).containsExactly(Metal.GOLD, Metal.SILVER, Metal.LEAD);
  }

  @Test
  void takesTheForcedKind_only() {
    try (SystemProperties _ = new SystemProperties().set(SETTING, " Lead ")) {
      first();
    }
    assertThat(tried).containsExactly(Metal.LEAD);
  }

  @Test
  void fails_withTheReason_whenTheForcedKindIsMissing() {
    try (SystemProperties _ = new SystemProperties().set(SETTING, "gold")) {
      assertThatThrownBy(this::first)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not gold: too dear");
    }
  }

  @Test
  void fails_whenTheForcedKindDoesNotExist() {
    try (SystemProperties _ = new SystemProperties().set(SETTING, "tin")) {
      assertThatThrownBy(this::first)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("tin")
          .hasMessageContaining("[gold, silver, lead]");
    }
  }

  @Test
  void reasons_areOneLine() {
    assertThat(Attempt.<Coin>unavailable("image x", new IllegalStateException("first\nsecond")))
        .isEqualTo(new Attempt.Unavailable<>("image x: first"));
  }

  private Coin first() {
    return Attempt.first("coin", new Setting(SETTING), Metal.class, this::onlyLead);
  }

  private Attempt<Coin> onlyLead(Metal metal) {
    tried.add(metal);
    return metal == Metal.LEAD
        ? new Attempt.Started<>(new Coin("a coin of lead"))
        : new Attempt.Unavailable<>("too dear");
  }
}
