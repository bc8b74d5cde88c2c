package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import dev.oneshot.request.problem.Problem;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Finds the job that a path names, or says what is wrong with the path. */
@Component
final class JobLookup {
  private final JobStore jobs;

  JobLookup(JobStore jobs) {
    this.jobs = jobs;
  }

  /** The job with its bytes, as far as they lie in its document. */
  Job existing(String text) {
    JobId id = id(text);
    return jobs.find(id).orElseThrow(() -> unknown(id));
  }

  static JobId id(String text) {
    return JobId.parse(text)
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.INVALID_JOB_ID,
                "A job's id is a UUID in lower case, e.g."
                    + " 7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11."));
  }

  static ProblemException unknown(JobId id) {
    return new ProblemException(
        Problem.of(
            ProblemCode.UNKNOWN_JOB, "There is no job " + id + ", or its record has expired."));
  }
}
