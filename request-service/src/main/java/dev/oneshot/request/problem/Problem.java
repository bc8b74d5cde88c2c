package dev.oneshot.request.problem;

import dev.oneshot.job.JobId;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One error as its caller sees it; {@link ProblemJson} shows the document.
 *
 * @param detail what was wrong and what would be right; names nothing of our inside
 * @param job whose URL the caller is given
 * @param instance of this very occurrence, e.g. {@code urn:uuid:…} of an incident in the log
 * @param headers to be sent with it, e.g. {@code Allow}; names compare without case
 */
public record Problem(
    ProblemCode code,
    String detail,
    @Nullable JobId job,
    @Nullable URI instance,
    Map<String, String> headers) {
  public Problem {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
    headers = Collections.unmodifiableMap(copy(headers));
  }

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, null, null, Map.of());
  }

  public Problem withJob(JobId id) {
    return new Problem(code, detail, id, instance, headers);
  }

  /** Replaces a header of this name. */
  public Problem withHeader(String name, String value) {
    Map<String, String> more = copy(headers);
    more.put(name, value);
    return new Problem(code, detail, job, instance, more);
  }

  Problem withInstance(URI occurrence) {
    return new Problem(code, detail, job, occurrence, headers);
  }

  private static Map<String, String> copy(Map<String, String> headers) {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    return copy;
  }
}
