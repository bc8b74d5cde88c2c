package dev.oneshot.pool.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.pool.launch.WorkerDeath.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = Files.createFile(directory.resolve("out"));
  }

  @Test
  void givesAllOfAShortText() throws IOException {
    write("short");
    assertThat(new OutputFile(file, 10).tail()).isEqualTo(new Tail("short", false));
  }

  @Test
  void givesTheEndOfALongText_withoutHalfACharacter() throws IOException {
    write("0123456789äöü");
    assertThat(new OutputFile(file, 5).tail()).isEqualTo(new Tail("öü", true));
  }

  @Test
  void joinsWhatWasBeforeACutWithWhatCameAfter() throws IOException {
    OutputFile output = new OutputFile(file, 10);
    write("x".repeat((int) OutputFile.MAX_FILE_BYTES) + "before");
    output.cutWhenTooLong();
    assertThat(Files.size(file)).isZero();
    write("-after");
    assertThat(output.tail()).isEqualTo(new Tail("fore-after", true));
  }

  @Test
  void keepsNothing_whenNothingIsToBeKept() throws IOException {
    write("text");
    assertThat(new OutputFile(file, 0).tail()).isEqualTo(new Tail("", true));
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
