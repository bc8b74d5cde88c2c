package dev.oneshot.pool.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLinesTest {
  @TempDir private Path directory;

  @Test
  void keepsTheLastWarning_withWhatItSaysInDetail() throws IOException {
    assertThat(
            complaint(
                """
                {"level":"ERROR","message":"the settings are wrong","worker":"w","detail":"no ONESHOT_BROKER_URI"}
                {"level":"INFO","message":"over","worker":"w","detail":"of no interest"}
                """))
        .isEqualTo("the settings are wrong: no ONESHOT_BROKER_URI");
  }

  @Test
  void keepsAWarningWithoutDetail_asItIs() throws IOException {
    assertThat(complaint("{\"level\":\"WARN\",\"message\":\"late\",\"worker\":\"w\"}"))
        .isEqualTo("late");
  }

  @Test
  void keepsTheLastLines_whereTheWorkerCameToNoWarning() throws IOException {
    assertThat(complaint("one\ntwo\nthree\n{broken\n")).isEqualTo("two; three; {broken");
  }

  private String complaint(String text) throws IOException {
    return new WorkerLines(Files.writeString(directory.resolve("err"), text), "w").finish();
  }
}
