package dev.oneshot.message;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Messages as UTF-8 JSON objects with scalar fields. Reading ignores unknown fields, so that
 * versions may be mixed, and gives nothing for anything that is no such message, whatever its
 * bytes. Thread-safe.
 */
public final class MessageCodec {
  public static final String CONTENT_TYPE = "application/json";
  private static final int MAX_BYTES = 4 * 1024;

  private final JsonFactory json = new JsonFactory();

  public byte[] write(Assignment assignment) {
    return object(generator -> generator.writeStringProperty("job", assignment.job().value()));
  }

  public byte[] write(JobEvent event) {
    return object(generator -> {
      generator.writeStringProperty("job", event.job().value());
      generator.writeNumberProperty("attempt", event.attempt());
      generator.writeStringProperty("state", event.state().name());
    });
  }

  public byte[] write(WorkerEvent event) {
    return object(generator -> {
      generator.writeStringProperty("worker", event.worker());
      generator.writeStringProperty("phase", event.phase().name());
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

  private byte[] object(Consumer<JsonGenerator> fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(128);
    try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), body)) {
      generator.writeStartObject();
      fields.accept(generator);
      generator.writeEndObject();
    }
    return body.toByteArray();
  }

  private Optional<Map<String, String>> read(byte[] body) {
    if (body.length > MAX_BYTES) {
      return Optional.empty();
    }
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, String> fields = new HashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isScalarValue()) {
          fields.put(name, parser.getString());
        } else {
          parser.skipChildren();
        }
      }
      return parser.nextToken() == null ? Optional.of(fields) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
