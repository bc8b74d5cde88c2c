package dev.oneshot.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * What it costs to start a program that does nothing and to see it end: the least that a process of
 * its kind can cost. Started as workers are, by the JDK, whose own helper is in the figures. No
 * other child of this process may end meanwhile. For one thread.
 */
public final class Floor {
  private final String name;
  private final List<String> command;
  private final Figures wall = Figures.millis();
  private final Figures cpu = Figures.seconds();
  private final Figures resident = Figures.megabytes();

  /** With no input and its output thrown away. */
  public Floor(String name, List<String> command) {
    this.name = name;
    this.command = List.copyOf(command);
  }

  public String name() {
    return name;
  }

  /**
   * Runs it once, and once more to watch its memory, which costs time of its own.
   *
   * @throws IOException if there is no such program
   * @throws IllegalStateException if it fails
   */
  public void run() throws IOException, InterruptedException {
    double cpuBefore = ChildrenUsage.cpuSeconds();
    long begin = System.nanoTime();
    await(start());
    wall.add(System.nanoTime() - begin);
    cpu.add(Math.round((ChildrenUsage.cpuSeconds() - cpuBefore) * 1e6));
    watch(start());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(command)
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  // without a pause: the last growth counts, and some live for a millisecond only
  private void watch(Process process) throws InterruptedException {
    long bytes = 0;
    while (process.isAlive()) {
      bytes = Math.max(bytes, ProcessFacts.peakResidentBytes(process.pid()).orElse(0));
    }
    await(process);
    if (bytes > 0) {
      resident.add(bytes);
    }
  }

  private void await(Process process) throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + " ended with " + process.exitValue());
    }
  }

  public long n() {
    return wall.n();
  }

  /** Milliseconds from its start until its end was seen. */
  public Figures wallMillis() {
    return wall;
  }

  /** Seconds of user and system time, birth to exit. */
  public Figures cpuSeconds() {
    return cpu;
  }

  /**
   * MB, the most that was seen of each run. Of a program that lives for a millisecond only the
   * largest means something, and there are no values where nobody could look in time.
   */
  public Figures residentMegabytes() {
    return resident;
  }
}
