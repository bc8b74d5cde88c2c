package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.ChildrenUsage;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.WorkerJvm;
import java.io.IOException;
import java.util.List;

/** A worker's run-time and options with a small program of this module instead of the worker. */
record HelloJvm(Installation installation, Class<?> program) {
  /**
   * Runs one from birth to death: it prints at least one byte, and ends when its standard input
   * does.
   *
   * @throws IllegalStateException when it does not
   */
  void live(Kind kind) throws IOException, InterruptedException {
    List<String> command = WorkerJvm.command(installation, program);
    double cpuBefore = ChildrenUsage.cpuSeconds();
    long born = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (process.getInputStream().read() < 0) {
      throw new IllegalStateException(program + " said nothing");
    }
    kind.ready.add(System.nanoTime() - born);
    ProcessFacts.peakResidentBytes(process.pid()).ifPresent(kind.resident::add);
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(program + " ended with " + process.exitValue());
    }
    kind.cpu.add(Math.round((ChildrenUsage.cpuSeconds() - cpuBefore) * 1e6));
  }
}
