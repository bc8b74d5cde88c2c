package dev.oneshot.benchmarks.site;

import dev.oneshot.benchmarks.measure.GcLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own on this process's class path; it ends with this process, unless that is killed
 * without a chance to end anything.
 */
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final GcLog gcLog;
  private final ChildProcess child;

  private ServerProcess(Process process, GcLog gcLog) {
    this.process = process;
    this.gcLog = gcLog;
    this.child = new ChildProcess(process);
  }

  /**
   * Starts a main class.
   *
   * @param heap as in -Xmx, e.g. {@code 512m}
   * @param directory for what it writes
   * @param options of its JVM, beside its heap
   */
  static ServerProcess start(
      String name,
      String heap,
      Path directory,
      List<String> options,
      String mainClass,
      List<String> arguments)
      throws IOException {
    return start(
        name,
        heap,
        directory,
        options,
        ownClassPath(),
        mainClass,
        arguments,
        ProcessBuilder.Redirect.INHERIT);
  }

  /** That of this process. */
  static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  /** The same, from other jars and with somewhere else for its stderr. */
  static ServerProcess start(
      String name,
      String heap,
      Path directory,
      List<String> options,
      String classPath,
      String mainClass,
      List<String> arguments,
      ProcessBuilder.Redirect errors)
      throws IOException {
    GcLog gcLog = new GcLog(directory.resolve(name + "-gc.log"));
    List<String> command = new ArrayList<>();
    command.add(Installation.java().toString());
    command.add("-Xmx" + heap);
    command.add(gcLog.option());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    process.getOutputStream().close();
    return new ServerProcess(process, gcLog);
  }

  /** The first line that it prints; what it prints later is not read and must be little. */
  String firstLine() throws IOException {
    BufferedReader lines = process.inputReader();
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("a server ended at its start with code " + process.exitValue());
    }
    return line;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What its heap held at most so far. */
  public GcLog gcLog() {
    return gcLog;
  }

  @Override
  public void close() {
    child.close();
  }
}
