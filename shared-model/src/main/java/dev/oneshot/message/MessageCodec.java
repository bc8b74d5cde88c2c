package dev.oneshot.message;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.BsonType;
import org.bson.json.JsonReader;
import org.bson.json.JsonWriter;

/**
 * Messages as UTF-8 JSON objects with scalar fields. Reading ignores unknown fields, so that
 * versions may be mixed, and gives nothing for anything that is no such message, whatever its
 * bytes. Thread-safe.
 *
 * <p>By the JSON of the store's driver, which every process has loaded anyway: a parser beside it
 * costs a fresh worker a tenth of its start (docs/adr/0007).
 */
public final class MessageCodec {
  public static final String CONTENT_TYPE = "application/json";

  /** The longest message has 200 bytes; nesting in a forged one must not use up a stack. */
  private static final int MAX_BYTES = 1024;

  public byte[] write(Assignment assignment) {
    return object(json -> json.writeString("job", assignment.job().value()));
  }

  public byte[] write(JobEvent event) {
    return object(json -> {
      json.writeString("job", event.job().value());
      json.writeInt32("attempt", event.attempt());
      json.writeString("state", event.state().name());
    });
  }

  public byte[] write(WorkerEvent event) {
    return object(json -> {
      json.writeString("worker", event.worker());
      json.writeString("phase", event.phase().name());
    });
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

  private static byte[] object(Consumer<JsonWriter> fields) {
    StringWriter text = new StringWriter(128);
    try (JsonWriter json = new JsonWriter(text)) {
      json.writeStartDocument();
      fields.accept(json);
      json.writeEndDocument();
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<Map<String, String>> read(byte[] body) {
    String text = body.length > MAX_BYTES ? "" : new String(body, StandardCharsets.UTF_8);
    // the reader stops at the object's end, whatever follows
    if (!text.endsWith("}")) {
      return Optional.empty();
    }
    try (JsonReader json = new JsonReader(text)) {
      return Optional.of(scalars(json));
    } catch (RuntimeException e) { // of which the reader throws several kinds
      return Optional.empty();
    }
  }

  private static Map<String, String> scalars(JsonReader json) {
    Map<String, String> fields = new HashMap<>();
    json.readStartDocument();
    for (BsonType type = json.readBsonType();
        type != BsonType.END_OF_DOCUMENT;
        type = json.readBsonType()) {
      String name = json.readName();
      if (type == BsonType.STRING) {
        fields.put(name, json.readString());
      } else if (type == BsonType.INT32) {
        fields.put(name, Integer.toString(json.readInt32()));
      } else {
        json.skipValue();
      }
    }
    return fields;
  }
}
