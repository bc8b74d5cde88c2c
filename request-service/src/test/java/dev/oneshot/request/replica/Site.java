package dev.oneshot.request.replica;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.testsupport.TestStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One installation of its own: a broker, a database, replicas and workers; closing ends them all.
 */
final class Site implements Closeable {
  private final TestBroker broker;
  private final String brokerUri;
  private final String databaseName = TestStore.shared().newDatabaseName();
  private final MongoClient client = MongoClients.create(TestStore.shared().uri());
  private final List<Closeable> parts = new ArrayList<>();
  private final boolean isBrokerOwn;

  private Site(TestBroker broker, String brokerUri, boolean isBrokerOwn) {
    this.broker = broker;
    this.brokerUri = brokerUri;
    this.isBrokerOwn = isBrokerOwn;
  }

  /** On the broker that all tests share. */
  static Site onSharedBroker() {
    TestBroker shared = TestBroker.shared();
    return new Site(shared, shared.newVirtualHost(), false);
  }

  /** With a broker that may be stopped, killed or wiped. */
  static Site onOwnBroker() {
    TestBroker own = TestBroker.start();
    return new Site(own, own.uri(), true);
  }

  Replica replica(String... settings) {
    Replica replica = Replica.start(brokerUri, databaseName, settings);
    parts.add(replica);
    return replica;
  }

  /** A worker that takes one job after the other. */
  ObedientWorker worker(ObedientWorker.Behaviour behaviour) throws Exception {
    ObedientWorker worker = ObedientWorker.start(brokerUri, database(), behaviour);
    parts.add(worker);
    return worker;
  }

  TestBroker broker() {
    return broker;
  }

  String brokerUri() {
    return brokerUri;
  }

  MongoDatabase database() {
    return client.getDatabase(databaseName);
  }

  MongoServerClock clock() {
    return new MongoServerClock(database());
  }

  @Override
  public void close() throws IOException {
    for (Closeable part : parts.reversed()) {
      part.close();
    }
    database().drop();
    client.close();
    if (isBrokerOwn) {
      broker.close();
    }
  }
}
