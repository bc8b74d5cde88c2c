package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.Exit;
import dev.oneshot.pool.launch.LiveWorker;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerDeath.Tail;
import dev.oneshot.pool.launch.WorkerSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker's process with its files. What it writes is read by the launcher's keeper alone. */
final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  private final WorkerSpec spec;
  private final LiveWorker worker;
  private final Process process;
  private final WorkerFiles files;
  private final OutputFile output;
  private final WorkerLines lines;
  private final CompletableFuture<Void> told = new CompletableFuture<>();

  WorkerProcess(
      String id,
      WorkerSpec spec,
      Instant launchedAt,
      Process process,
      WorkerFiles files,
      int tailBytes) {
    this.spec = spec;
    this.worker = LiveWorker.launched(id, launchedAt);
    this.process = process;
    this.files = files;
    this.output = new OutputFile(files.out(), tailBytes);
    this.lines = new WorkerLines(files.err(), id);
  }

  String id() {
    return worker.id();
  }

  String pool() {
    return spec.pool();
  }

  /** In a pool whose workers are made by this spec now. */
  LiveWorker seenAs(WorkerSpec present) {
    return new LiveWorker(
        worker.id(), worker.launchedAt(), false, true, !spec.equals(present), null);
  }

  Process process() {
    return process;
  }

  WorkerFiles files() {
    return files;
  }

  /** Completes when its death has been told. */
  CompletableFuture<Void> told() {
    return told;
  }

  void stop() {
    process.destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  void tendOutput() {
    try {
      output.cutWhenTooLong();
      lines.forward();
    } catch (IOException | RuntimeException e) {
      // a look that fails must not end all later ones
      LOG.debug("cannot read what worker {} wrote", id(), e);
    }
  }

  /** To be called once it has ended. */
  WorkerDeath death() {
    Exit exit = Exit.ofProcess(process.exitValue());
    try {
      Tail tail = output.tail();
      String complaint = lines.finish();
      return new WorkerDeath(id(), exit, tail, complaint.isEmpty() ? lastLine(tail) : complaint);
    } catch (IOException e) {
      LOG.warn("cannot read what worker {} wrote: {}", id(), e.toString());
      return new WorkerDeath(id(), exit, Tail.NOTHING, "");
    }
  }

  private static String lastLine(Tail tail) {
    String text = tail.text().stripTrailing();
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
