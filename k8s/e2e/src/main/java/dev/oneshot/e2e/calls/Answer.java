package dev.oneshot.e2e.calls;

import java.net.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What request-service said to one request.
 *
 * @param nanos from the request's first byte to the body's last
 */
public record Answer(int status, HttpHeaders headers, String body, long nanos) {
  private static final JsonMapper JSON = new JsonMapper();

  public JsonNode json() {
    return JSON.readTree(body);
  }

  /** The job's id, which every answer to a call carries once there is a job. */
  public String jobId() {
    return headers.firstValue("Oneshot-Job-Id").orElse("");
  }

  public boolean hasLocation() {
    return headers.firstValue("Location").isPresent();
  }

  /**
   * Of {@code Server-Timing}, in milliseconds.
   *
   * @param part {@code queue}, {@code run} or {@code total}
   */
  public double timing(String part) {
    String timing = headers.firstValue("Server-Timing").orElse("");
    Matcher found = Pattern.compile(part + ";dur=([0-9.]+)").matcher(timing);
    if (!found.find()) {
      throw new IllegalStateException(this + " has no time " + part);
    }
    return Double.parseDouble(found.group(1));
  }

  /**
   * This.
   *
   * @throws IllegalStateException when the status is another
   */
  public Answer expect(int wanted) {
    if (status != wanted) {
      throw new IllegalStateException("expected " + wanted + ", but it is " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return "status " + status + " with " + (body.length() > 300 ? body.substring(0, 300) : body);
  }
}
