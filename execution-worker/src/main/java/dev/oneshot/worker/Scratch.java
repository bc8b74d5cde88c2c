package dev.oneshot.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The directory that functions may write to. */
final class Scratch {
  private Scratch() {}

  /** Deletes what is in it; links are deleted, never followed. */
  static void empty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          empty(entry);
        }
        Files.delete(entry);
      }
    }
  }
}
