package dev.oneshot.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Optional;

/**
 * How a driver counts documents: the aggregation {@code [{$match: FILTER}, {$group: {_id: 1, n:
 * {$sum: 1}}}]}.
 */
record CountCommand(String collection, Document filter) {
  private static final Document GROUP =
      new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1)));

  /** Empty when it is any other aggregation. */
  static Optional<CountCommand> of(Document command) {
    return command.get("aggregate") instanceof String collection
            && command.get("pipeline") instanceof List<?> stages
            && stages.size() == 2
            && stages.getFirst() instanceof Document match
            && match.get("$match") instanceof Document filter
            && stages.getLast().equals(GROUP)
        ? Optional.of(new CountCommand(collection, filter))
        : Optional.empty();
  }

  Document answer(String namespace, int count) {
    List<Document> batch =
        count == 0 ? List.of() : List.of(new Document("_id", 1).append("n", count));
    return new Document(
            "cursor", new Document("firstBatch", batch).append("id", 0L).append("ns", namespace))
        .append("ok", 1.0);
  }
}
