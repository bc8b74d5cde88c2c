package dev.oneshot.faults.proof;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.mongo.JobDocuments;
import dev.oneshot.payload.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** What the store holds, read past the product's own code paths where that is easy. */
public record Records(MongoDatabase database) {
  private static final List<String> ENDS =
      Arrays.stream(JobState.values()).filter(JobState::isTerminal).map(JobState::name).toList();
  private static final List<String> OPEN = List.of(JobState.QUEUED.name(), JobState.RUNNING.name());

  /** All jobs. */
  public List<Job> jobs() {
    return database.getCollection("jobs").find().map(JobDocuments::job).into(new ArrayList<>());
  }

  public Optional<Job> job(String id) {
    return Optional.ofNullable(database.getCollection("jobs").find(eq("_id", id)).first())
        .map(JobDocuments::job);
  }

  /** How many have not ended. */
  public long open() {
    return database.getCollection("jobs").countDocuments(in("state", OPEN));
  }

  /** Some of those that have not ended. */
  List<Job> someOpen(int most) {
    return database
        .getCollection("jobs")
        .find(in("state", OPEN))
        .limit(most)
        .map(JobDocuments::job)
        .into(new ArrayList<>());
  }

  public long number(JobState state) {
    return database.getCollection("jobs").countDocuments(new Document("state", state.name()));
  }

  /** What must not change any more, of every job that has ended. */
  List<Document> ends() {
    return database
        .getCollection("jobs")
        .find(in("state", ENDS))
        .projection(
            Projections.include(
                "state", "attempt", "reason", "endedAt", "result.sha256", "claim.token"))
        .into(new ArrayList<>());
  }

  /** The SHA-256 of the bytes that the store holds of a payload, in hexadecimal. */
  String digest(Payload payload) {
    MessageDigest digest = sha256();
    switch (payload.content()) {
      case Payload.Inline(var bytes) -> digest.update(bytes);
      case Payload.Stored(var file) ->
          database
              .getCollection("payloads.chunks")
              .find(eq("files_id", file.value()))
              .sort(Sorts.ascending("n"))
              .batchSize(1)
              .forEach(chunk -> digest.update(chunk.get("data", Binary.class).getData()));
      case Payload.Expired() -> {
        // nothing is left
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Stored files that no job refers to. */
  public Set<String> orphans() {
    Set<String> referred = new HashSet<>();
    for (Job job : jobs()) {
      add(referred, job.payload());
      add(referred, job.result());
      add(referred, job.logs() == null ? null : job.logs().text());
    }
    Set<String> orphans = new HashSet<>();
    database.getCollection("payloads.files").distinct("_id", String.class).forEach(orphans::add);
    database
        .getCollection("payloads.chunks")
        .distinct("files_id", String.class)
        .forEach(orphans::add);
    orphans.removeAll(referred);
    return orphans;
  }

  /** How many pieces of stored files there are, with and without a job. */
  public long chunks() {
    return database.getCollection("payloads.chunks").countDocuments();
  }

  /** Those of the orphans that the sweeper knows of. */
  public Set<String> registered() {
    return database.getCollection("uploads").distinct("_id", String.class).into(new HashSet<>());
  }

  private static void add(Set<String> files, @Nullable Payload payload) {
    if (payload != null && payload.content() instanceof Payload.Stored(var file)) {
      files.add(file.value());
    }
  }
}
