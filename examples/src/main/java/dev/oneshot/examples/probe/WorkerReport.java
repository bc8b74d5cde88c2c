package dev.oneshot.examples.probe;

import dev.oneshot.examples.call.Call;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * What the probe answers about the process it runs in, as one JSON object. What the platform did
 * not say is null.
 */
final class WorkerReport {

  private final Call call;
  private final int scratchFiles;

  /** {@code scratchFiles} below 0 means: unknown. */
  WorkerReport(Call call, int scratchFiles) {
    this.call = call;
    this.scratchFiles = scratchFiles;
  }

  void writeTo(OutputStream output) throws IOException {
    call.resultContentType("application/json");
    JsonFactory json = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), output)) {
      write(generator);
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  private void write(JsonGenerator json) {
    json.writeStartObject();
    writeText(json, "workerId", call.fact(Call.WORKER_ID));
    json.writeNumberProperty("pid", ProcessHandle.current().pid());
    writeNumber(json, "jobsServedBefore", Call.JOBS_SERVED_BEFORE);
    writeNumber(json, "bootMillis", Call.BOOT_MILLIS);
    writeNumber(json, "idleMillis", Call.IDLE_MILLIS);
    writeText(json, "javaVersion", System.getProperty("java.version"));
    json.writeNumberProperty("maxHeapBytes", Runtime.getRuntime().maxMemory());
    if (scratchFiles < 0) {
      json.writeNullProperty("scratchFiles");
    } else {
      json.writeNumberProperty("scratchFiles", scratchFiles);
    }
    json.writeEndObject();
  }

  private static void writeText(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }

  private void writeNumber(JsonGenerator json, String name, String fact) {
    String value = call.fact(fact);
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, Long.parseLong(value));
    }
  }
}
