package dev.oneshot.faults.rows;

import java.util.Optional;

/** A row that is not played here, listed so that nobody takes it for forgotten. */
record ElsewhereRow(String name, String what, String reason) implements Row {
  @Override
  public Optional<String> hindrance() {
    return Optional.of(reason);
  }

  @Override
  public void play(Scene scene) {
    throw new IllegalStateException(reason);
  }
}
