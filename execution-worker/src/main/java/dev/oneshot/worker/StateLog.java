package dev.oneshot.worker;

import dev.oneshot.job.Job;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What this worker says about itself, one JSON object a line, on the process's standard error:
 *
 * <pre>
 * {"time":"…","level":"INFO","message":"taken","worker":"default-7c9e","jobId":"…","traceparent":"…"}
 * </pre>
 *
 * One line for each change of state and for each failure, nothing in between. Thread-safe.
 */
final class StateLog {
  private final JsonFactory json = new JsonFactory();
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
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator object = json.createGenerator(ObjectWriteContext.empty(), line)) {
      object.writeStartObject();
      object.writeStringProperty("time", Instant.now().toString());
      object.writeStringProperty("level", level);
      object.writeStringProperty("message", message);
      object.writeStringProperty("worker", workerId);
      if (job != null) {
        object.writeStringProperty("jobId", job.id().value());
        object.writeNumberProperty("attempt", job.attempt());
        object.writeStringProperty("traceparent", job.origin().traceparent());
      }
      if (detail != null) {
        object.writeStringProperty("detail", detail);
      }
      object.writeEndObject();
    }
    line.write('\n');
    write(line);
  }

  private synchronized void write(ByteArrayOutputStream line) {
    try {
      line.writeTo(standardError);
    } catch (IOException e) {
      // nobody listens; that must not end a job
    }
  }
}
