package dev.oneshot.faults.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path directory;
  private Ledger ledger;

  @BeforeEach
  void open() throws IOException {
    ledger = Ledger.in(directory);
  }

  @Test
  void readsWhatExecutionsNote() throws IOException {
    write("start j 2 w 77 1000\nend j 2 w 77 2000 abcd\n");

    assertThat(ledger.all())
        .containsExactly(
            new Execution(Execution.Kind.START, "j", 2, "w", 77, Instant.ofEpochMilli(1000), ""),
            new Execution(Execution.Kind.END, "j", 2, "w", 77, Instant.ofEpochMilli(2000), "abcd"));
  }

  @Test
  void tellsAReaderEachLineOnce_andOnlyWhenItIsWhole() throws IOException {
    Ledger.Reader reader = ledger.reader();
    write("start j 1 w 77 1000\nstart k 1");
    assertThat(reader.next()).hasSize(1);

    write(" v 78 1000\n");

    assertThat(reader.next()).extracting(Execution::job).containsExactly("k");
    assertThat(reader.next()).isEmpty();
  }

  private void write(String text) throws IOException {
    Files.writeString(ledger.file(), text, StandardOpenOption.APPEND);
  }
}
