package dev.oneshot.benchmarks.peer;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Duration;
import java.time.Instant;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Service;

/** Claims a job, gives its payload back as its result, and stores that. */
@Service
class EchoJobs {
  private static final FindAndModifyOptions CHANGED =
      FindAndModifyOptions.options().returnNew(true);

  private static final Duration RETENTION = Duration.ofHours(1);

  private final MongoTemplate store;

  EchoJobs(MongoTemplate store) {
    this.store = store;
  }

  /**
   * Returns the job as it ended.
   *
   * @throws IllegalStateException when somebody else has it
   */
  StoredJob run(String id) {
    StoredJob job =
        change(
            id,
            "QUEUED",
            new Update().set("state", "RUNNING").inc("attempt", 1).currentDate("startedAt"));
    return change(
        id,
        "RUNNING",
        new Update()
            .set("result", job.payload())
            .set("state", "DONE")
            .currentDate("endedAt")
            .set("resultExpireAt", Instant.now().plus(RETENTION)));
  }

  private StoredJob change(String id, String from, Update update) {
    StoredJob job =
        store.findAndModify(
            query(where("id").is(id).and("state").is(from)), update, CHANGED, StoredJob.class);
    if (job == null) {
      throw new IllegalStateException("job " + id + " is not " + from);
    }
    return job;
  }
}
