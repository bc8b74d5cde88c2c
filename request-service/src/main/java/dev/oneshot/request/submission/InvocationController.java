package dev.oneshot.request.submission;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.request.metrics.JobMetrics;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.ReadFailures;
import dev.oneshot.request.problem.StoreFailures;
import dev.oneshot.request.reading.JobProblems;
import dev.oneshot.request.reading.JobResponse;
import dev.oneshot.request.reading.ResultWriter;
import dev.oneshot.request.waiting.Caller;
import dev.oneshot.request.waiting.WaitingProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v1/functions/{name}/invocations}. Runs on a virtual thread per call, so a waiting
 * call is a blocked thread and this reads like the sequence that it is.
 */
@RestController
final class InvocationController {
  /** A publication is given up before. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  /** For a place among large results, whatever is left of the wait. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

  private final CallReader reader;
  private final Admission admission;
  private final Submission submission;
  private final ResultWriter results;
  private final JobResponse jobs;
  private final WaitingProperties waits;
  private final JobMetrics metrics;

  InvocationController(
      CallReader reader,
      Admission admission,
      Submission submission,
      ResultWriter results,
      JobResponse jobs,
      WaitingProperties waits,
      JobMetrics metrics) {
    this.reader = reader;
    this.admission = admission;
    this.submission = submission;
    this.results = results;
    this.jobs = jobs;
    this.waits = waits;
    this.metrics = metrics;
  }

  @PostMapping("/v1/functions/{name}/invocations")
  void invoke(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Preferences preferences = Preferences.parse(Collections.list(request.getHeaders("Prefer")));
      Call call = reader.read(name, request, !preferences.isAsync());
      try (Admission.Seat _ = admission.admit(call, preferences.mayWait());
          Submitted submitted = submission.submit(call)) {
        response.setHeader("traceparent", submitted.job().origin().traceparent());
        Duration wait = waitTime(preferences, call, response);
        long start = System.nanoTime();
        Optional<Job> ended = end(submitted, wait, Caller.of(request));
        if (ended.isPresent()) {
          Failpoint.reach(Failpoint.A11_ENDED);
          Duration left = wait.minusNanos(System.nanoTime() - start);
          answer(submitted, ended.get(), longer(left, LEAST_PATIENCE), request, response);
        } else {
          jobs.accepted(submission.latest(submitted.job()), response);
        }
      }
    } catch (ProblemException e) {
      metrics.rejected(reader.label(name), e.problem().code().name());
      throw e;
    } catch (MongoException e) {
      ProblemCode code = StoreFailures.problem(e).map(Problem::code).orElse(ProblemCode.INTERNAL);
      metrics.rejected(reader.label(name), code.name());
      throw e;
    } catch (UncheckedIOException e) {
      IOException failure = Objects.requireNonNull(e.getCause());
      metrics.rejected(reader.label(name), ReadFailures.problem(failure).code().name());
      throw failure; // Tomcat has begun to answer it; whoever wrote now would be ignored
    }
  }

  private Optional<Job> end(Submitted submitted, Duration wait, Caller caller) {
    if (wait.isZero()) {
      // a call that does not wait learns at least whether the broker took its job
      submitted.awaitSettlement(SETTLING);
    }
    Failpoint.reach(Failpoint.A8_WAITING);
    Optional<Job> ended = submitted.waiting().await(wait, caller);
    if (ended.isPresent() || submitted.acceptance().accept()) {
      return ended;
    }
    return takenBack(submitted);
  }

  /**
   * The end of a job that the broker did not take; empty where somebody had taken it. Waits until
   * that is known, a minute at most: a worker may have it in spite of everything, and what may run
   * is not told as refused.
   */
  private Optional<Job> takenBack(Submitted submitted) {
    Job job = submitted.job();
    return switch (submitted.settled().join()) {
      case GOES_ON -> Optional.of(submission.latest(job)).filter(now -> now.state().isTerminal());
      case REFUSED ->
          throw new ProblemException(
              Problem.of(ProblemCode.NOT_QUEUED, "The broker did not take the job; it never runs.")
                  .withJob(job.id()));
    };
  }

  private Duration waitTime(Preferences preferences, Call call, HttpServletResponse response) {
    if (preferences.isAsync()) {
      response.addHeader("Preference-Applied", "respond-async");
    }
    if (preferences.waitTime().isPresent()) {
      Duration wait = shorter(preferences.waitTime().get(), waits.maxWait());
      response.addHeader("Preference-Applied", "wait=" + wait.toSeconds());
      return wait;
    }
    if (preferences.isAsync()) {
      return Duration.ZERO;
    }
    Duration declared = call.function().defaultWait();
    return shorter(declared == null ? waits.defaultWait() : declared, waits.maxWait());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private void answer(
      Submitted submitted,
      Job job,
      Duration patience,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (job.state() != JobState.DONE) {
      throw new ProblemException(JobProblems.of(job));
    }
    if (submitted.isReplay()) {
      results.refuseExpired(job);
    }
    results.writeToCaller(job, patience, request, response);
  }
}
