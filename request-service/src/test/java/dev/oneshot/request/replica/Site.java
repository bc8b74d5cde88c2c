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
  private final TestStore store;
  private final String databaseName;
  private final MongoClient client;
  private final List<Closeable> parts = new ArrayList<>();
  private final boolean isBrokerOwn;

  private Site(TestBroker broker, String brokerUri, boolean isBrokerOwn, TestStore store) {
    this.store = store;
    this.databaseName = store.newDatabaseName();
    this.client = MongoClients.create(store.uri());
    this.broker = broker;
    this.brokerUri = brokerUri;
    this.isBrokerOwn = isBrokerOwn;
  }

  /** On the broker that all tests share. */
  static Site onSharedBroker() {
    TestBroker shared = TestBroker.shared();
    return new Site(shared, shared.newVirtualHost(), false, TestStore.shared());
  }

  /** With a broker that may be stopped, killed or wiped. */
  static Site onOwnBroker() {
    TestBroker own = TestBroker.start();
    return new Site(own, own.uri(), true, TestStore.shared());
  }

  /** With a store that may be away for a while. */
  static Site onOwnStore() {
    TestBroker shared = TestBroker.shared();
    return new Site(shared, shared.newVirtualHost(), false, TestStore.start());
  }

  Replica replica(String... settings) {
    Replica replica = Replica.start(brokerUri, store.uri(), databaseName, settings);
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

  TestStore store() {
    return store;
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
    store.close(); // does nothing to the one that all tests share
    if (isBrokerOwn) {
      broker.close();
    }
  }
}
