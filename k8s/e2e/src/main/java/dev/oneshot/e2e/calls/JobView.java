package dev.oneshot.e2e.calls;

import tools.jackson.databind.JsonNode;

/**
 * A job as {@code GET /v1/jobs/…} shows it, as far as the scenarios look.
 *
 * @param reason empty unless it failed or was taken from a worker
 * @param worker the pod's UID, empty before the first attempt
 * @param template of that pod, empty when the service does not tell
 */
public record JobView(
    String id, String state, String reason, int attempt, String worker, String template) {

  static JobView of(JsonNode json) {
    JsonNode worker = json.path("worker");
    return new JobView(
        json.path("id").asString(),
        json.path("state").asString(),
        json.path("reason").asString(""),
        json.path("attempt").asInt(),
        worker.path("id").asString(""),
        worker.path("template").asString(""));
  }

  public boolean isOver() {
    return !state.equals("QUEUED") && !state.equals("RUNNING");
  }
}
