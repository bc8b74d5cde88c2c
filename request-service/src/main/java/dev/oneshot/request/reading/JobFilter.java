package dev.oneshot.request.reading;

import dev.oneshot.job.JobState;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list: newest first, from the cursor on.
 *
 * @param since jobs created then or later
 * @param limit at most so many, 1 to 200
 */
record JobFilter(
    @Nullable String function,
    @Nullable JobState state,
    @Nullable Instant since,
    int limit,
    @Nullable JobCursor after) {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** From a request's query string; anything wrong in it is a problem. */
  static JobFilter of(HttpServletRequest request) {
    QueryParameters query =
        QueryParameters.of(request, "function", "state", "since", "limit", "after");
    return new JobFilter(
        query.get("function").map(JobFilter::function).orElse(null),
        query.get("state").map(JobFilter::state).orElse(null),
        query.get("since").map(JobFilter::since).orElse(null),
        query.get("limit").map(JobFilter::limit).orElse(DEFAULT_LIMIT),
        query.get("after").map(JobFilter::after).orElse(null));
  }

  private static String function(String text) {
    if (!Function.isName(text)) {
      throw wrong("function must be a function's name: [a-z][a-z0-9-]{0,62}.");
    }
    return text;
  }

  private static JobState state(String text) {
    return Arrays.stream(JobState.values())
        .filter(state -> state.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> wrong("state must be one of " + Arrays.toString(JobState.values()) + '.'));
  }

  private static Instant since(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // answered below
    }
    throw wrong(
        "since must be a time from 1970 on with its offset, such as 2026-11-20T12:00:00Z;"
            + " a '+' in it must be written %2B.");
  }

  private static int limit(String text) {
    // three digits at most, and ASCII ones: parseInt would take others and a sign
    int value = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
    if (value < 1 || value > MAX_LIMIT) {
      throw wrong("limit must be a whole number from 1 to " + MAX_LIMIT + '.');
    }
    return value;
  }

  private static JobCursor after(String text) {
    return JobCursor.parse(text)
        .orElseThrow(
            () -> wrong("after must be taken unchanged from the next link of another page."));
  }

  private static ProblemException wrong(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }

  /** The page after this one, whose last job is given. */
  String nextPath(JobCursor last) {
    StringBuilder path = new StringBuilder("/v1/jobs?limit=").append(limit);
    Optional.ofNullable(function).ifPresent(value -> path.append("&function=").append(value));
    Optional.ofNullable(state).ifPresent(value -> path.append("&state=").append(value));
    Optional.ofNullable(since).ifPresent(value -> path.append("&since=").append(value));
    return path.append("&after=").append(last.text()).toString();
  }
}
