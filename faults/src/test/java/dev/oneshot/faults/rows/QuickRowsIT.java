package dev.oneshot.faults.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.benchmarks.Progress;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.faults.proof.Tally;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that take a few seconds; {@code ./chaos} plays all. */
class QuickRowsIT {
  private final Installation installation =
      new Installation(
          Path.of(System.getProperty("basedir", ""), "..").toAbsolutePath().normalize());
  private final Progress progress = Progress.onStderr("chaos");

  @ParameterizedTest
  @ValueSource(strings = {"F3", "F7", "F38", "F39"})
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void holds(String name) throws Exception {
    Tally tally = new Tally(progress::failed);

    Rows.of(Optional.empty())
        .named(name)
        .orElseThrow()
        .play(new Scene(installation, true, progress, tally));

    assertThat(tally.holds()).as("%s %s", Tally.COLUMNS, tally.cells()).isTrue();
  }
}
