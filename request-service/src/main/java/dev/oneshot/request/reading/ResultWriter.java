package dev.oneshot.request.reading;

import static java.util.stream.Collectors.toMap;

import com.mongodb.MongoException;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.payload.Payload;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.StoreFailures;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Answers a request with the result of a job that is done: its own bytes and type. Used for {@code
 * GET} and {@code HEAD} of the result and for the call that waited for it; any number of threads
 * may. Ranges and conditions count for {@code GET} and {@code HEAD} only (RFC 9110, sections 13 and
 * 14.2).
 */
@Component
public final class ResultWriter {
  private final ResultHeaders headers;
  private final PayloadBody body;
  private final JobResponse jobs;
  private final InstantSource serverTime;

  ResultWriter(
      ResultHeaders headers, PayloadBody body, JobResponse jobs, InstantSource serverTime) {
    this.headers = headers;
    this.body = body;
    this.jobs = jobs;
    this.serverTime = serverTime;
  }

  /**
   * Refuses what is due for removal: the sweeper comes when it comes, and callers are told the same
   * before and after. Not for those who waited for the result, which may be kept for no time at
   * all.
   *
   * @throws ProblemException with {@link ProblemCode#RESULT_EXPIRED}
   */
  public void refuseExpired(Job job) {
    if (job.times().isResultDue(serverTime.instant())) {
      throw new ProblemException(JobProblems.expired(job));
    }
  }

  /**
   * Writes the whole answer: 200, 206 or 304.
   *
   * @param job in state DONE
   * @throws ProblemException when the result has expired (410) or the range lies beyond its end
   *     (416)
   * @throws IOException when the bytes cannot be read or the caller is gone; to be passed on, it
   *     becomes a problem or cuts the connection
   */
  public void write(Job job, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(job, body.patience(), request, response);
  }

  private void write(
      Job job, Duration patience, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (job.state() != JobState.DONE) {
      throw new IllegalArgumentException("a job in state " + job.state() + " has no result");
    }
    Payload result = Objects.requireNonNull(job.result(), "result");
    if (result.content() instanceof Payload.Expired) {
      throw new ProblemException(JobProblems.expired(job));
    }
    headers.addJob(job, result, response);
    if (!isRead(request)) {
      sendWhole(job, result, patience, request, response);
    } else if (EntityTags.matchesAny(values(request, HttpHeaders.IF_NONE_MATCH), result.sha256())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    } else {
      send(job, result, range(request, result), patience, request, response);
    }
  }

  /**
   * Writes the answer to whoever called for the job and has waited for its end: as {@link #write},
   * but 202 with the job where its result cannot be had now, for want of the store or of a place
   * among the large ones. The job has run: whoever was told to ask again would have it run twice.
   *
   * @param patience for a place
   */
  public void writeToCaller(
      Job job, Duration patience, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> before =
        response.getHeaderNames().stream()
            .distinct()
            .collect(toMap(name -> name, name -> List.copyOf(response.getHeaders(name))));
    try {
      write(job, patience, request, response);
    } catch (IOException | MongoException | ProblemException e) {
      if (response.isCommitted() || !isForNow(e)) {
        throw e;
      }
      response.reset();
      before.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
      jobs.accepted(job, response);
    }
  }

  private static boolean isForNow(Exception failure) {
    return failure instanceof ProblemException known
        ? known.problem().code() == ProblemCode.OVERLOADED
        : StoreFailures.problem(failure).isPresent();
  }

  private static boolean isRead(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private static ByteRange range(HttpServletRequest request, Payload result) {
    List<String> conditions = values(request, HttpHeaders.IF_RANGE);
    boolean counts = conditions.isEmpty() || EntityTags.isExactly(conditions, result.sha256());
    return counts
        ? ByteRange.parse(values(request, HttpHeaders.RANGE), result.length())
        : new ByteRange.Whole(result.length());
  }

  private void send(
      Job job,
      Payload result,
      ByteRange range,
      Duration patience,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    switch (range) {
      case ByteRange.Whole _ -> sendWhole(job, result, patience, request, response);
      case ByteRange.Part part -> sendPart(job, result, part, patience, request, response);
      case ByteRange.Unsatisfiable beyond ->
          throw new ProblemException(
              Problem.of(
                      ProblemCode.INVALID_RANGE,
                      "The result has " + result.length() + " bytes; the range begins beyond them.")
                  .withJob(job.id())
                  .withHeader(HttpHeaders.CONTENT_RANGE, beyond.contentRange()));
    }
  }

  private void sendWhole(
      Job job,
      Payload result,
      Duration patience,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    headers.addContent(result, response);
    response.setContentLengthLong(result.length());
    if (hasBody(request)) {
      body.sendWhole(job.id(), result, patience, response);
    }
  }

  private void sendPart(
      Job job,
      Payload result,
      ByteRange.Part part,
      Duration patience,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    headers.addContent(result, response);
    response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
    response.setHeader(HttpHeaders.CONTENT_RANGE, part.contentRange());
    response.setContentLengthLong(part.length());
    if (hasBody(request)) {
      body.send(job.id(), result, part.first(), part.length(), patience, response);
    }
  }

  private static boolean hasBody(HttpServletRequest request) {
    return !request.getMethod().equals("HEAD");
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
