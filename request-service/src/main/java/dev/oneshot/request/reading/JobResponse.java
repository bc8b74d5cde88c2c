package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers with a job's JSON where the caller asked for something else: its result, which is not
 * there yet. Whatever the caller accepts, this is what it gets.
 */
@Component
public final class JobResponse {
  private static final String RETRY_AFTER_SECONDS = "1";

  private final JsonMapper json;

  JobResponse(JsonMapper json) {
    this.json = json;
  }

  /** 202 with {@code Location}, {@code Retry-After} and the job. */
  public void accepted(Job job, HttpServletResponse response) throws IOException {
    byte[] body = json.writeValueAsBytes(JobView.of(job));
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setHeader("Location", JobView.path(job));
    response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Oneshot-Job-Id", job.id().value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
