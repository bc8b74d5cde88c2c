package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import dev.oneshot.job.Logs;
import dev.oneshot.payload.Payload;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a job left behind: its result and its logs, as bytes. */
@RestController
@RequestMapping("/v1/jobs/{id}")
final class ContentsController {
  private final JobLookup jobs;
  private final ResultWriter results;
  private final JobResponse pending;
  private final PayloadBody body;
  private final InstantSource serverTime;

  ContentsController(
      JobLookup jobs,
      ResultWriter results,
      JobResponse pending,
      PayloadBody body,
      InstantSource serverTime) {
    this.jobs = jobs;
    this.results = results;
    this.pending = pending;
    this.body = body;
    this.serverTime = serverTime;
  }

  @GetMapping("/result")
  void result(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Job job = existing(id, request);
    switch (job.state()) {
      case QUEUED, RUNNING -> pending.accepted(job, response);
      case DONE -> {
        refuseExpired(job);
        results.write(job, request, response);
      }
      case FAILED, TIMED_OUT, CANCELLED, REJECTED ->
          throw new ProblemException(JobProblems.of(job));
    }
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
    refuseExpired(job);
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
      body.sendWhole(job.id(), logs.text(), response);
    }
  }

  private Job existing(String id, HttpServletRequest request) {
    Job job = jobs.existing(id);
    QueryParameters.of(request);
    return job;
  }

  // the sweeper comes when it comes; callers are told the same before and after
  private void refuseExpired(Job job) {
    if (job.state().isTerminal() && !serverTime.instant().isBefore(ResultHeaders.expiry(job))) {
      throw new ProblemException(JobProblems.expired(job));
    }
  }
}
