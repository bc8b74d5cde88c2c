package dev.oneshot.benchmarks.site;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.job.mongo.JobIndexes;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.ProcessLauncherSettings;
import dev.oneshot.pool.process.WorkerCommand;
import dev.oneshot.pool.process.WorkerConnections;
import dev.oneshot.testsupport.TestBroker;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One installation for one part: a private broker, a store process, an empty database. Services,
 * pools and requesters are started on it as a part needs them. Closing it leaves nothing behind.
 */
public final class Site implements AutoCloseable {
  /** Of the store: one result and one payload of the largest kind, and some to spare. */
  private static final String STORE_HEAP = "6g";

  private static final long STORE_BYTES = 4L << 30;
  private static final String DATABASE = "oneshot";

  private final Installation installation;
  private final Path directory;
  private final TestBroker broker;
  private final ServerProcess store;
  private final String storeUri;
  private final MongoClient client;
  private final String brokerName;

  private Site(
      Installation installation,
      Path directory,
      TestBroker broker,
      ServerProcess store,
      String storeUri)
      throws Exception {
    this.installation = installation;
    this.directory = directory;
    this.broker = broker;
    this.store = store;
    this.storeUri = storeUri;
    this.client = MongoClients.create(storeUri);
    JobIndexes.create(database());
    this.brokerName = declareTopology();
  }

  public static Site start(Installation installation) throws Exception {
    Path directory = Files.createTempDirectory("oneshot-bench-");
    TestBroker broker = TestBroker.start();
    try {
      ServerProcess store =
          ServerProcess.start(
              "store",
              STORE_HEAP,
              directory,
              List.of("-Dlogback.configurationFile=bench-logback.xml"),
              "dev.oneshot.embedded.EmbeddedStoreMain",
              List.of("--capacity", Long.toString(STORE_BYTES)));
      String uri = store.firstLine().replaceFirst("^ready ", "");
      return new Site(installation, directory, broker, store, uri);
    } catch (Exception e) {
      broker.close();
      throw e;
    }
  }

  private String declareTopology() throws Exception {
    try (Connection connection = brokerConnections().newConnection("oneshot bench")) {
      Channel channel = connection.createChannel();
      Topology.declareExchanges(channel);
      Topology.declareAssignments(channel, Topology.DEFAULT_POOL);
      Map<String, Object> server = connection.getServerProperties();
      return server == null ? "unknown" : server.get("product") + " " + server.get("version");
    }
  }

  public ConnectionFactory brokerConnections() {
    try {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(broker.uri());
      return factory;
    } catch (Exception e) {
      throw new IllegalStateException("not a broker's URI", e);
    }
  }

  public MongoDatabase database() {
    return client.getDatabase(DATABASE);
  }

  public MongoServerClock clock() {
    return new MongoServerClock(database());
  }

  public Installation installation() {
    return installation;
  }

  public ServerProcess store() {
    return store;
  }

  /** For what a part writes; deleted with the site. */
  public Path directory() {
    return directory;
  }

  /** Product and version, as the broker says, and the store's. */
  public String servers() {
    return brokerName
        + " ("
        + broker.kind().name().toLowerCase(Locale.ROOT)
        + "), embedded store as a process of its own (-Xmx"
        + STORE_HEAP
        + ')';
  }

  /** A replica with the given heap; returns when it answers that it is ready. */
  public Service service(String heap) throws Exception {
    return Service.start(heap, directory, broker.uri(), storeUri, DATABASE);
  }

  /** Closed by the caller, or by the pool that it is given to. */
  public ProcessLauncher launcher(WorkerCommand command) throws IOException {
    return new ProcessLauncher(
        new ProcessLauncherSettings(
            Files.createTempDirectory(directory, "workers-"),
            "bench",
            new WorkerConnections(broker.uri(), storeUri, DATABASE),
            ProcessLauncherSettings.DEFAULT_STOP_GRACE),
        command);
  }

  public IdleWorkers idleWorkers() {
    return new IdleWorkers(this);
  }

  public Requester requester() throws Exception {
    return Requester.connect(brokerConnections(), database(), clock());
  }

  @Override
  public void close() throws IOException {
    client.close();
    store.close();
    broker.close();
    Files.walkFileTree(directory, new DeletingVisitor());
  }
}
