package dev.oneshot.request;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** In place of Boot's own, whose {@code hello} the embedded store does not know. */
@Component("store")
final class StoreHealthIndicator implements HealthIndicator {
  private final MongoDatabase database;

  StoreHealthIndicator(MongoDatabase database) {
    this.database = database;
  }

  @Override
  public Health health() {
    try {
      database.runCommand(new Document("ping", 1));
      return Health.up().build();
    } catch (MongoException e) {
      return Health.down().withDetail("reason", "the store does not answer").build();
    }
  }
}
