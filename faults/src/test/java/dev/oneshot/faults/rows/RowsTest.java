package dev.oneshot.faults.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowsTest {
  private final Rows rows = Rows.of(Optional.empty());

  @Test
  void haveNamesOfTheirOwn() {
    assertThat(rows.all()).extracting(Row::name).doesNotHaveDuplicates();
  }

  @Test
  void areFoundByTheirNames() {
    assertThat(rows.named("f2")).map(Row::name).hasValue("F2");
    assertThat(rows.named("F0")).isEmpty();
  }

  @Test
  void sayWhyTheyAreNotPlayed_whereOneMachineIsNotEnough() {
    assertThat(rows.named("F14").orElseThrow().hindrance().orElseThrow())
        .contains("three broker nodes");
  }
}
