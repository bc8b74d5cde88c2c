package dev.oneshot.pool.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oneshot.pool.launch.WorkerDeath.Tail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod's log taken apart: what functions wrote, and what the worker complains of. A log has both
 * in one stream; the worker's own lines are JSON objects with {@code time}, {@code level}, {@code
 * message} and {@code worker}.
 *
 * @param complaint the last warning of the worker's own, else the last lines that are not its own
 */
record LastWords(Tail tail, String complaint) {
  static final LastWords NONE = new LastWords(Tail.NOTHING, "");

  static final int MOST_CHARACTERS = 64 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_COMPLAINT = 500;
  private static final int RAW_LINES = 3;

  /**
   * @param isEnd whether more was written before
   */
  static LastWords of(String log, boolean isEnd) {
    List<String> theirs = new ArrayList<>();
    String warning = "";
    for (String line : log.lines().toList()) {
      JsonNode own = own(line);
      if (own == null) {
        theirs.add(line);
      } else if (isWarning(own.path("level").asText())) {
        warning = own.path("message").asText() + detail(own);
      }
    }
    String text = theirs.isEmpty() ? "" : String.join("\n", theirs) + "\n";
    int surplus = Math.max(0, text.length() - MOST_CHARACTERS);
    String complaint = warning.isEmpty() ? end(theirs) : warning;
    return new LastWords(
        new Tail(text.substring(surplus), !text.isEmpty() && (isEnd || surplus > 0)),
        complaint.length() <= MOST_COMPLAINT
            ? complaint
            : complaint.substring(0, MOST_COMPLAINT - 1) + "…");
  }

  private static String detail(JsonNode own) {
    return own.has("detail") ? ": " + own.path("detail").asText() : "";
  }

  private static boolean isWarning(String level) {
    return level.startsWith("WARN") || level.equals("ERROR");
  }

  private static String end(List<String> lines) {
    List<String> said = lines.stream().filter(line -> !line.isBlank()).toList();
    return String.join("; ", said.subList(Math.max(0, said.size() - RAW_LINES), said.size()));
  }

  private static @Nullable JsonNode own(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      JsonNode node = JSON.readTree(line);
      boolean isOwn = List.of("time", "level", "message", "worker").stream().allMatch(node::has);
      return isOwn ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
