package dev.oneshot.request.limits.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.pullAll;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import dev.oneshot.job.JobId;
import dev.oneshot.request.limits.Slots;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bson.Document;
import org.springframework.stereotype.Component;

/**
 * {@link Slots} in the collection {@code slots}: {@code {_id: "code-scan", jobs: [ids]}}. All slots
 * of a function are taken when the array has an element at the last slot's position, which a filter
 * can ask without counting.
 */
@Component
final class MongoSlots implements Slots {
  private static final String JOBS = "jobs";

  private final MongoCollection<Document> slots;

  MongoSlots(MongoDatabase database) {
    slots =
        database
            .getCollection("slots")
            .withWriteConcern(WriteConcern.MAJORITY)
            .withReadConcern(ReadConcern.MAJORITY)
            .withReadPreference(ReadPreference.primary());
  }

  @Override
  public void open(String function) {
    try {
      slots.updateOne(
          eq("_id", function), setOnInsert(JOBS, List.of()), new UpdateOptions().upsert(true));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
      // another replica opened it in the same moment
    }
  }

  @Override
  public boolean take(String function, JobId job, int most) {
    return slots
            .updateOne(
                and(
                    eq("_id", function),
                    or(eq(JOBS, job.value()), exists(JOBS + '.' + (most - 1), false))),
                addToSet(JOBS, job.value()))
            .getMatchedCount()
        == 1;
  }

  @Override
  public void free(String function, Collection<JobId> jobs) {
    slots.updateOne(eq("_id", function), pullAll(JOBS, jobs.stream().map(JobId::value).toList()));
  }

  @Override
  public int taken(String function) {
    Document stored = slots.find(eq("_id", function)).first();
    return stored == null ? 0 : holders(stored).size();
  }

  @Override
  public Map<String, Set<JobId>> holders() {
    Map<String, Set<JobId>> all = new TreeMap<>();
    slots.find().forEach(stored -> all.put(stored.getString("_id"), holders(stored)));
    return all;
  }

  private static Set<JobId> holders(Document stored) {
    return stored.getList(JOBS, String.class).stream()
        .map(JobId::new)
        .collect(Collectors.toUnmodifiableSet());
  }
}
