package dev.oneshot.message;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.json.FlatJsonReader;
import dev.oneshot.json.FlatJsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Messages as UTF-8 JSON objects with scalar fields. Reading ignores unknown fields, so that
 * versions may be mixed, and gives nothing for anything that is no such message, whatever its
 * bytes. Thread-safe.
 *
 * <p>By a reader and writer of their own: every library that reads JSON costs a fresh worker more
 * than the message (docs/adr/0007).
 */
public final class MessageCodec {
  public static final String CONTENT_TYPE = "application/json";

  /** The longest message has 200 bytes. */
  private static final int MAX_BYTES = 1024;

  public byte[] write(Assignment assignment) {
    return bytes(new FlatJsonWriter().text("job", assignment.job().value()));
  }

  public byte[] write(JobEvent event) {
    return bytes(
        new FlatJsonWriter()
            .text("job", event.job().value())
            .number("attempt", event.attempt())
            .text("state", event.state().name()));
  }

  public byte[] write(WorkerEvent event) {
    return bytes(
        new FlatJsonWriter().text("worker", event.worker()).text("phase", event.phase().name()));
  }

  public Optional<Assignment> readAssignment(byte[] body) {
    return read(body).flatMap(MessageCodec::job).map(Assignment::new);
  }

  public Optional<JobEvent> readJobEvent(byte[] body) {
    return read(body).flatMap(MessageCodec::jobEvent);
  }

  public Optional<WorkerEvent> readWorkerEvent(byte[] body) {
    return read(body).flatMap(MessageCodec::workerEvent);
  }

  private static Optional<JobId> job(Map<String, String> fields) {
    return Optional.ofNullable(fields.get("job")).flatMap(JobId::parse);
  }

  private static Optional<JobEvent> jobEvent(Map<String, String> fields) {
    try {
      int attempt = Integer.parseInt(fields.getOrDefault("attempt", ""));
      JobState state = JobState.valueOf(fields.getOrDefault("state", ""));
      return job(fields).map(job -> new JobEvent(job, attempt, state));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<WorkerEvent> workerEvent(Map<String, String> fields) {
    try {
      WorkerEvent.Phase phase = WorkerEvent.Phase.valueOf(fields.getOrDefault("phase", ""));
      return Optional.ofNullable(fields.get("worker"))
          .map(worker -> new WorkerEvent(worker, phase));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(FlatJsonWriter object) {
    return object.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<Map<String, String>> read(byte[] body) {
    return body.length > MAX_BYTES
        ? Optional.empty()
        : FlatJsonReader.read(new String(body, StandardCharsets.UTF_8));
  }
}
