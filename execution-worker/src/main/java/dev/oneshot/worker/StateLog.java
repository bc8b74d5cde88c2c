package dev.oneshot.worker;

import dev.oneshot.job.Job;
import dev.oneshot.json.FlatJsonWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this worker says about itself, one JSON object a line, on the process's standard error:
 *
 * <pre>
 * {"time": "…", "level": "INFO", "message": "taken", "worker": "default-7c9e", "jobId": "…", "traceparent": "…"}
 * </pre>
 *
 * One line for each change of state and for each failure, nothing in between. Thread-safe.
 */
final class StateLog {
  private final OutputStream standardError;
  private final String workerId;

  StateLog(OutputStream standardError, String workerId) {
    this.standardError = standardError;
    this.workerId = workerId;
  }

  static StateLog onStandardError(String workerId) {
    return new StateLog(new FileOutputStream(FileDescriptor.err), workerId);
  }

  void info(String message) {
    line("INFO", message, null, null);
  }

  void info(String message, Job job) {
    line("INFO", message, job, null);
  }

  /** As {@link #info(String, Job)}, with what came of it. */
  void info(String message, Job job, String outcome) {
    line("INFO", message, job, outcome);
  }

  void warn(String message, Job job, Throwable cause) {
    line("WARN", message, job, cause.toString());
  }

  void error(String message, Throwable cause) {
    line("ERROR", message, null, cause.toString());
  }

  private void line(String level, String message, @Nullable Job job, @Nullable String detail) {
    FlatJsonWriter line =
        new FlatJsonWriter()
            .text("time", IsoTime.of(Instant.now()))
            .text("level", level)
            .text("message", message)
            .text("worker", workerId);
    if (job != null) {
      line.text("jobId", job.id().value())
          .number("attempt", job.attempt())
          .text("traceparent", job.origin().traceparent());
    }
    if (detail != null) {
      line.text("detail", detail);
    }
    write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void write(byte[] line) {
    try {
      standardError.write(line);
    } catch (IOException e) {
      // nobody listens; that must not end a job
    }
  }
}
