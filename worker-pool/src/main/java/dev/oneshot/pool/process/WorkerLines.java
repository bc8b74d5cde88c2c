package dev.oneshot.pool.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Forwards a worker's own lines, its standard error, to this process's log: JSON objects with
 * {@code level}, {@code message} and, where there is one, {@code detail}, and before the worker
 * gets that far whatever the JVM says. Warnings and errors at warn, all else at debug.
 */
final class WorkerLines {
  private static final Logger LOG = LoggerFactory.getLogger("dev.oneshot.worker");
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final int MAX_BYTES_A_LOOK = 256 * 1024;
  private static final int MAX_COMPLAINT = 500;
  private static final int RAW_LINES = 3;

  private record Line(@Nullable String level, String message, @Nullable String detail) {
    boolean isWarning() {
      return level != null && (level.startsWith("WARN") || level.equals("ERROR"));
    }

    String inFull() {
      return detail == null ? message : message + ": " + detail;
    }
  }

  private final Path file;
  private final String workerId;
  private final ArrayDeque<String> lastRaw = new ArrayDeque<>();
  private long position;
  private String unfinished = "";
  private @Nullable String lastWarning;

  WorkerLines(Path file, String workerId) {
    this.file = file;
    this.workerId = workerId;
  }

  /** Forwards what was written since the last call. */
  void forward() throws IOException {
    if (Files.size(file) == position) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long written = channel.size() - position;
      if (written > 0) {
        read(channel, (int) Math.min(written, MAX_BYTES_A_LOOK));
      }
      if (position > OutputFile.MAX_FILE_BYTES) {
        channel.truncate(0); // the process appends: it goes on at the new end
        position = 0;
      }
    }
  }

  /**
   * Forwards the rest and gives the worker's last warning, or its last lines where it gave none.
   */
  String finish() throws IOException {
    forward();
    if (!unfinished.isBlank()) {
      accept(unfinished);
    }
    String complaint = Optional.ofNullable(lastWarning).orElseGet(() -> String.join("; ", lastRaw));
    return complaint.length() <= MAX_COMPLAINT
        ? complaint
        : complaint.substring(0, MAX_COMPLAINT - 1) + "…";
  }

  private void read(FileChannel channel, int bytes) throws IOException {
    ByteBuffer next = ByteBuffer.allocate(bytes);
    int count = channel.read(next, position);
    if (count <= 0) {
      return;
    }
    position += count;
    // a character cut in two shows as a question mark: these lines are for reading only
    String text = unfinished + new String(next.array(), 0, count, StandardCharsets.UTF_8);
    int lineStart = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', lineStart)) {
      accept(text.substring(lineStart, end));
      lineStart = end + 1;
    }
    String rest = text.substring(lineStart);
    unfinished = rest.substring(0, Math.min(rest.length(), MAX_LINE_BYTES));
  }

  private void accept(String text) {
    if (text.isBlank()) {
      return;
    }
    Line line = parse(text);
    if (line.isWarning()) {
      lastWarning = line.inFull();
    }
    if (line.level() == null && !text.contains("][aot]")) { // a rejected cache ends no worker
      keepRaw(text.strip());
    }
    LoggingEventBuilder event = line.isWarning() ? LOG.atWarn() : LOG.atDebug();
    event.addKeyValue("worker", workerId).log("{}: {}", workerId, text);
  }

  private void keepRaw(String text) {
    if (lastRaw.size() == RAW_LINES) {
      lastRaw.removeFirst();
    }
    lastRaw.addLast(text);
  }

  private static Line parse(String text) {
    String level = null;
    String message = text;
    String detail = null;
    if (text.startsWith("{")) {
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          switch (name) {
            case "level" -> level = parser.getValueAsString();
            case "message" -> message = parser.getValueAsString(text);
            case "detail" -> detail = parser.getValueAsString();
            default -> parser.skipChildren();
          }
        }
      } catch (JacksonException e) {
        return new Line(null, text, null);
      }
    }
    return new Line(level, message, detail);
  }
}
