package dev.oneshot.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A private temporary directory (mode 0700 where the file system has modes), deleted on close. */
record ScratchDirectory(Path path) implements AutoCloseable {
  static ScratchDirectory create(String prefix) throws IOException {
    return new ScratchDirectory(Files.createTempDirectory(prefix));
  }

  Path write(String name, String content) throws IOException {
    return Files.writeString(path.resolve(name), content);
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void close() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
