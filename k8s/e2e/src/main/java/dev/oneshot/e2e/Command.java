package dev.oneshot.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another program, run to its end. */
final class Command {
  private Command() {}

  /**
   * What it printed.
   *
   * @throws IllegalStateException with the end of what it printed, when it failed
   */
  static String run(Path directory, String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(words))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output;
    try (var printed = process.getInputStream()) {
      output = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
    }
    int code = process.waitFor();
    if (code != 0) {
      String end = output.length() > 2000 ? output.substring(output.length() - 2000) : output;
      throw new IllegalStateException(words[0] + " ended with " + code + ": " + end);
    }
    return output;
  }
}
