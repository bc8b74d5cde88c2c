package dev.oneshot.request;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.RecoveryStore;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.job.mongo.JobIndexes;
import dev.oneshot.job.mongo.MongoHeldJobs;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRecoveryStore;
import dev.oneshot.job.mongo.MongoRetentionStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.UploadRegister;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import dev.oneshot.payload.mongo.MongoUploadRegister;
import dev.oneshot.payload.mongo.SecondChunks;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bson.Document;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** The shared stores on Boot's MongoDB client, from {@code spring.mongodb.*}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {
  /** Large bodies and results at once that have two chunks of 8 MiB here instead of one. */
  private static final int SECOND_CHUNKS = 8;

  @Bean
  MongoConnectionDetails storeDetails(
      MongoProperties properties, ObjectProvider<SslBundles> bundles) {
    return new StoreDetails(properties, bundles.getIfAvailable());
  }

  /**
   * A caller is told within seconds that the store is away: the driver's own half a minute is
   * longer than any caller's or probe's patience. What the URI says counts more.
   */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  MongoClientSettingsBuilderCustomizer impatient() {
    return settings ->
        settings
            .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(5, SECONDS))
            .applyToConnectionPoolSettings(pool -> pool.maxSize(200).maxWaitTime(5, SECONDS))
            .applyToSocketSettings(
                socket -> socket.connectTimeout(3, SECONDS).readTimeout(30, SECONDS));
  }

  /** With all indexes in place before anybody gets hold of it. */
  @Bean
  MongoDatabase jobDatabase(MongoDatabaseFactory databases) {
    MongoDatabase database = databases.getMongoDatabase();
    JobIndexes.create(database);
    return database;
  }

  @Bean
  InstantSource serverTime(MongoDatabase database) {
    return new MongoServerClock(database);
  }

  @Bean
  JobStore jobStore(MongoDatabase database, InstantSource serverTime) {
    return new MongoJobStore(database, serverTime);
  }

  @Bean
  RecoveryStore recoveryStore(MongoDatabase database, InstantSource serverTime) {
    return new MongoRecoveryStore(database, serverTime);
  }

  @Bean
  HeldJobs heldJobs(MongoDatabase database, InstantSource serverTime) {
    return new MongoHeldJobs(database, serverTime);
  }

  @Bean
  RetentionStore retentionStore(MongoDatabase database, InstantSource serverTime) {
    return new MongoRetentionStore(database, serverTime);
  }

  @Bean
  PayloadStore payloadStore(
      MongoDatabase database, InstantSource serverTime, ExecutorService background) {
    MongoPayloadStore payloads =
        new MongoPayloadStore(database, serverTime, new SecondChunks(background, SECOND_CHUNKS));
    payloads.createIndexes();
    return payloads;
  }

  @Bean
  UploadRegister uploadRegister(MongoDatabase database) {
    MongoUploadRegister register = new MongoUploadRegister(database);
    register.createIndexes();
    return register;
  }

  /**
   * Named so that it replaces Boot's own, which asks with {@code hello}: the embedded store knows
   * {@code ping} only.
   */
  @Bean
  HealthIndicator mongoHealthIndicator(MongoDatabase database) {
    Document ping = new Document("ping", 1);
    return () -> {
      try {
        database.runCommand(ping);
        return Health.up().build();
      } catch (MongoException e) {
        return Health.down(e).build();
      }
    };
  }

  /** For everything that must not hold up whoever noticed it. */
  @Bean(destroyMethod = "shutdown")
  ExecutorService background() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
