package dev.oneshot.request.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.oneshot.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some jobs, newest first.
 *
 * @param next path of the next page; null on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobPage(List<JobView> jobs, @Nullable String next) {
  JobPage {
    jobs = List.copyOf(jobs);
  }

  /** Of what was found for the filter, which is one job more than fits where more follow. */
  static JobPage of(JobFilter filter, List<Job> found) {
    List<Job> shown = found.subList(0, Math.min(found.size(), filter.limit()));
    return new JobPage(
        shown.stream().map(JobView::of).toList(),
        found.size() > shown.size() ? filter.nextPath(cursor(shown.getLast())) : null);
  }

  private static JobCursor cursor(Job job) {
    return new JobCursor(job.times().createdAt(), job.id());
  }
}
