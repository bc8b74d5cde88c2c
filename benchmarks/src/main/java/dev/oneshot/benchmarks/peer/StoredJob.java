package dev.oneshot.benchmarks.peer;

import org.bson.types.Binary;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/** What this worker reads of a job's record; shared-model's README has all of it. */
@Document("jobs")
record StoredJob(@Id String id, String replyTo, int attempt, String state, Body payload) {
  record Body(long length, String contentType, String sha256, Binary inline) {}
}
