package dev.oneshot.request.reading;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.mongo.JobDocuments;
import dev.oneshot.job.mongo.JobUpdates;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** Reads jobs without their bytes. */
@Component
final class JobListing {
  private static final String COLLECTION = JobUpdates.COLLECTION;
  private static final String CREATED_AT = "createdAt";
  private static final String ID = "_id";

  private final MongoTemplate mongo;

  JobListing(MongoTemplate mongo) {
    this.mongo = mongo;
  }

  /** As the primary has it by majority: who asks may just have changed it. */
  Optional<Job> find(JobId id) {
    Query query =
        withoutBytes(Query.query(Criteria.where(ID).is(id.value())))
            .withReadPreference(ReadPreference.primary())
            .withReadConcern(ReadConcern.MAJORITY);
    return Optional.ofNullable(mongo.findOne(query, Document.class, COLLECTION))
        .map(JobDocuments::job);
  }

  /**
   * A page of jobs, newest first. One more than the limit shows that there is another page. Three
   * indexes serve it, each ending in {@code createdAt, _id} (JobIndexes).
   */
  List<Job> list(JobFilter filter) {
    Query query = new Query();
    if (filter.function() != null) {
      query.addCriteria(Criteria.where("function").is(filter.function()));
    }
    if (filter.state() != null) {
      query.addCriteria(Criteria.where("state").is(filter.state().name()));
    }
    range(filter).ifPresent(query::addCriteria);
    query.with(Sort.by(Sort.Direction.DESC, CREATED_AT, ID)).limit(filter.limit() + 1);
    return mongo.find(withoutBytes(query), Document.class, COLLECTION).stream()
        .map(JobDocuments::job)
        .toList();
  }

  private static Optional<Criteria> range(JobFilter filter) {
    if (filter.since() == null && filter.after() == null) {
      return Optional.empty();
    }
    Criteria createdAt = Criteria.where(CREATED_AT);
    if (filter.since() != null) {
      createdAt.gte(Date.from(filter.since()));
    }
    if (filter.after() == null) {
      return Optional.of(createdAt);
    }
    Date last = Date.from(filter.after().createdAt());
    // the bound on the time alone lets the index seek; what follows only sorts out the last
    // millisecond
    createdAt.lte(last);
    return Optional.of(
        new Criteria()
            .andOperator(
                createdAt,
                new Criteria()
                    .orOperator(
                        Criteria.where(CREATED_AT).lt(last),
                        Criteria.where(ID).lt(filter.after().id().value()))));
  }

  private static Query withoutBytes(Query query) {
    query.fields().exclude("payload.inline", "result.inline", "logs.inline");
    return query;
  }
}
