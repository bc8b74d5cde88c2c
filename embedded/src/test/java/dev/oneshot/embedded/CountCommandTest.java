package dev.oneshot.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountCommandTest {
  private static final Document MATCH = new Document("$match", new Document("state", "DONE"));
  private static final Document GROUP =
      new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1)));

  @Test
  void recognizesADriversCount() {
    assertThat(CountCommand.of(aggregate(MATCH, GROUP)))
        .contains(new CountCommand("jobs", new Document("state", "DONE")));
  }

  @Test
  void leavesEverythingElseAlone() {
    Document byState =
        new Document("$group", new Document("_id", "$state").append("n", new Document("$sum", 1)));
    assertThat(CountCommand.of(aggregate(MATCH, byState))).isEmpty();
    assertThat(CountCommand.of(aggregate(MATCH, new Document("$limit", 1), GROUP))).isEmpty();
    assertThat(CountCommand.of(aggregate(GROUP, MATCH))).isEmpty();
    assertThat(CountCommand.of(new Document("aggregate", 1))).isEmpty();
  }

  private static Document aggregate(Document... stages) {
    return new Document("aggregate", "jobs").append("pipeline", new ArrayList<>(List.of(stages)));
  }
}
