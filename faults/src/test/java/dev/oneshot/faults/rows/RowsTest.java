package dev.oneshot.faults.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowsTest {
  @Test
  void haveNamesOfTheirOwn() {
    assertThat(Rows.all()).extracting(Row::name).doesNotHaveDuplicates();
  }

  @Test
  void areFoundByTheirNames() {
    assertThat(Rows.named("f2")).map(Row::name).hasValue("F2");
    assertThat(Rows.named("F0")).isEmpty();
  }

  @Test
  void sayWhyTheyAreNotPlayed_whereOneMachineIsNotEnough() {
    assertThat(Rows.named("F15").orElseThrow().hindrance()).hasValue("needs three broker nodes");
  }
}
