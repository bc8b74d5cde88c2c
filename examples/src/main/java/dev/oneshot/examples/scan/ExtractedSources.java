package dev.oneshot.examples.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Java sources in a temporary directory, as flat numbered files: a name out of an archive never
 * becomes a path here. Closing deletes them.
 */
final class ExtractedSources implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 * 1024;

  private final Path directory;
  private final SortedMap<String, Path> fileByName = new TreeMap<>();
  private int filesOpened;

  private ExtractedSources(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory, {@code code-scan-<pid>-<random>} below {@code java.io.tmpdir}. */
  static ExtractedSources create() throws IOException {
    String prefix = "code-scan-" + ProcessHandle.current().pid() + "-";
    return new ExtractedSources(Files.createTempDirectory(prefix));
  }

  /**
   * Stores one source. Of two with the same name the later one counts, as when unpacking.
   *
   * @throws SourceStoreException if the disk is at fault; other exceptions are {@code content}'s
   */
  void add(String name, InputStream content) throws IOException {
    Path file = file(filesOpened++);
    try (OutputStream target = open(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        write(target, buffer, count);
      }
    }
    fileByName.put(name, file);
  }

  boolean isEmpty() {
    return fileByName.isEmpty();
  }

  /** Stored files by their name in the archive, in that order. */
  SortedMap<String, Path> fileByName() {
    return Collections.unmodifiableSortedMap(fileByName);
  }

  @Override
  public void close() throws IOException {
    for (int index = 0; index < filesOpened; index++) {
      Files.deleteIfExists(file(index));
    }
    Files.delete(directory);
  }

  private Path file(int index) {
    return directory.resolve(index + ".java");
  }

  private static OutputStream open(Path file) throws SourceStoreException {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new SourceStoreException(e);
    }
  }

  private static void write(OutputStream target, byte[] buffer, int count)
      throws SourceStoreException {
    try {
      target.write(buffer, 0, count);
    } catch (IOException e) {
      throw new SourceStoreException(e);
    }
  }
}
