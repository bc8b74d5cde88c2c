package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Jobs as JSON, and their cancelling. */
@RestController
@RequestMapping(path = "/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
final class JobsController {
  private final JobListing listing;
  private final JobStore store;
  private final ApplicationEventPublisher events;

  JobsController(JobListing listing, JobStore store, ApplicationEventPublisher events) {
    this.listing = listing;
    this.store = store;
    this.events = events;
  }

  @GetMapping
  ResponseEntity<JobPage> jobs(HttpServletRequest request) {
    JobFilter filter = JobFilter.of(request);
    JobPage page = JobPage.of(filter, listing.list(filter));
    ResponseEntity.BodyBuilder response = current(HttpStatus.OK);
    if (page.next() != null) {
      response.header(HttpHeaders.LINK, "<" + page.next() + ">; rel=\"next\"");
    }
    return response.body(page);
  }

  @GetMapping("/{id}")
  ResponseEntity<JobView> job(@PathVariable String id, HttpServletRequest request) {
    JobId known = JobLookup.id(id);
    QueryParameters.of(request);
    return current(HttpStatus.OK).body(JobView.of(existing(known)));
  }

  /** 200 with the job that is cancelled now, or 202 with the one whose worker is asked to stop. */
  @DeleteMapping("/{id}")
  ResponseEntity<JobView> cancel(@PathVariable String id, HttpServletRequest request) {
    JobId known = JobLookup.id(id);
    QueryParameters.of(request);
    return switch (store.cancel(known)) {
      case CANCELLED -> current(HttpStatus.OK).body(JobView.of(told(existing(known))));
      case REQUESTED -> current(HttpStatus.ACCEPTED).body(JobView.of(existing(known)));
      case ALREADY_ENDED -> throw alreadyEnded(existing(known));
      case UNKNOWN -> throw JobLookup.unknown(known);
    };
  }

  private Job existing(JobId id) {
    return listing.find(id).orElseThrow(() -> JobLookup.unknown(id));
  }

  private Job told(Job cancelled) {
    events.publishEvent(new JobEnded(cancelled));
    return cancelled;
  }

  private static ProblemException alreadyEnded(Job job) {
    return new ProblemException(
        Problem.of(
                ProblemCode.JOB_ALREADY_ENDED,
                "The job is " + job.state() + "; only a queued or running job can be cancelled.")
            .withJob(job.id()));
  }

  // a job changes at any time
  private static ResponseEntity.BodyBuilder current(HttpStatus status) {
    return ResponseEntity.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
