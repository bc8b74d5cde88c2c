package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import dev.oneshot.job.Logs;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.payload.Payload;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a job left behind: its result and its logs, as bytes, and their deletion. */
@RestController
@RequestMapping("/v1/jobs/{id}")
final class ContentsController {
  private final JobLookup jobs;
  private final ResultWriter results;
  private final JobResponse pending;
  private final PayloadBody body;
  private final RetentionStore retention;

  ContentsController(
      JobLookup jobs,
      ResultWriter results,
      JobResponse pending,
      PayloadBody body,
      RetentionStore retention) {
    this.jobs = jobs;
    this.results = results;
    this.pending = pending;
    this.body = body;
    this.retention = retention;
  }

  @GetMapping("/result")
  void result(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Job job = existing(id, request);
    switch (job.state()) {
      case QUEUED, RUNNING -> pending.accepted(job, response);
      case DONE -> {
        results.refuseExpired(job);
        results.write(job, request, response);
      }
      case FAILED, TIMED_OUT, CANCELLED, REJECTED ->
          throw new ProblemException(JobProblems.of(job));
    }
  }

  /** 204 however often; payload and logs go with the result. */
  @DeleteMapping("/result")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id, HttpServletRequest request) {
    Job job = existing(id, request);
    if (!job.state().isTerminal()) {
      throw notEnded(job);
    }
    retention.expireResult(job.id());
  }

  @GetMapping("/logs")
  void logs(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Job job = existing(id, request);
    Logs logs = job.logs();
    if (logs == null) {
      throw new ProblemException(
          Problem.of(
                  ProblemCode.NO_LOGS,
                  "Logs are there once an attempt has ended; the job is " + job.state() + '.')
              .withJob(job.id()));
    }
    if (logs.text().content() instanceof Payload.Expired) {
      throw new ProblemException(JobProblems.expired(job));
    }
    results.refuseExpired(job);
    sendLogs(job, logs, request, response);
  }

  private void sendLogs(
      Job job, Logs logs, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Content-Type", "text/plain; charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    // another attempt may bring others
    response.setHeader("Cache-Control", "private, no-cache");
    response.setHeader("Oneshot-Job-Id", job.id().value());
    response.setHeader("Oneshot-Logs-Truncated", Boolean.toString(logs.isTruncated()));
    response.setContentLengthLong(logs.text().length());
    if (request.getMethod().equals("GET")) {
      body.sendWhole(job.id(), logs.text(), body.patience(), response);
    }
  }

  private static ProblemException notEnded(Job job) {
    return new ProblemException(
        Problem.of(
                ProblemCode.JOB_NOT_ENDED,
                "The job is "
                    + job.state()
                    + " and has nothing to delete yet; DELETE "
                    + JobView.path(job)
                    + " cancels it.")
            .withJob(job.id()));
  }

  private Job existing(String id, HttpServletRequest request) {
    Job job = jobs.existing(id);
    QueryParameters.of(request);
    return job;
  }
}
