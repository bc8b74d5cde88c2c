package dev.oneshot.pool.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One worker's files: {@code scratch/} for its functions, and beside it, where they do not look,
 * what it writes ({@code out}, {@code err}) and which process it is ({@code pid}: number and start
 * in milliseconds, since numbers are reused).
 */
record WorkerFiles(Path directory) {
  Path scratch() {
    return directory.resolve("scratch");
  }

  Path out() {
    return directory.resolve("out");
  }

  Path err() {
    return directory.resolve("err");
  }

  void create() throws IOException {
    DirectoryTree.createPrivate(directory);
    DirectoryTree.createPrivate(scratch());
    Files.createFile(out());
    Files.createFile(err());
  }

  void notePid(ProcessHandle process) throws IOException {
    Files.write(pid(), List.of(Long.toString(process.pid()), startOf(process)));
  }

  /** The process whose files these are, if it still runs. */
  Optional<ProcessHandle> runningProcess() {
    try {
      List<String> noted = Files.readAllLines(pid());
      return noted.size() < 2
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(noted.getFirst()))
              .filter(process -> startOf(process).equals(noted.get(1)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // never got as far as having a process
    }
  }

  private Path pid() {
    return directory.resolve("pid");
  }

  private static String startOf(ProcessHandle process) {
    return Long.toString(process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }
}
