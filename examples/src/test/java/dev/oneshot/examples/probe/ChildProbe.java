package dev.oneshot.examples.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One probe call in a JVM of its own with a 64 MB heap, for orders that kill. */
final class ChildProbe {

  final int exitCode;
  final String stdout;
  final String stderr;

  private ChildProbe(int exitCode, String stdout, String stderr) {
    this.exitCode = exitCode;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  public static void main(String[] args) throws IOException {
    byte[] order = args[0].getBytes(StandardCharsets.UTF_8);
    new Probe().handleRequest(new ByteArrayInputStream(order), System.out, null);
    System.out.flush();
  }

  static ChildProbe run(String order) throws IOException, InterruptedException {
    Path out = Files.createTempFile("probe", ".out");
    Path err = Files.createTempFile("probe", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx64m",
              "-cp",
              System.getProperty("java.class.path"),
              ChildProbe.class.getName(),
              order);
      // The JVM announces these on stderr, which is under test here.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("_JAVA_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The child JVM did not end");
      }
      return new ChildProbe(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
