package dev.oneshot.worker;

import dev.oneshot.job.Claim;
import dev.oneshot.job.Job;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a function is told about its call by way of its context; README.md has the table. */
final class CallFacts {
  private CallFacts() {}

  static Map<String, String> of(
      Job job, WorkerSettings settings, int jobsServedBefore, long bootMillis, long idleMillis) {
    Claim claim = Objects.requireNonNull(job.claim(), "a claimed job has a claim");
    Map<String, String> facts = HashMap.newHashMap(16);
    facts.put("content-type", job.payload().contentType());
    facts.put("oneshot.worker.id", settings.workerId());
    facts.put("oneshot.worker.jobs-served-before", Integer.toString(jobsServedBefore));
    facts.put("oneshot.worker.boot-millis", Long.toString(bootMillis));
    facts.put("oneshot.worker.idle-millis", Long.toString(idleMillis));
    facts.put("oneshot.scratch", settings.scratch().toString());
    facts.put("oneshot.attempt", Integer.toString(job.attempt()));
    facts.put("oneshot.deadline", IsoTime.of(claim.runDeadlineAt()));
    facts.put("traceparent", job.origin().traceparent());
    return facts;
  }
}
