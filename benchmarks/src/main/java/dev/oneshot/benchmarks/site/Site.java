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
import dev.oneshot.testsupport.TestCertificate;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One installation for one part: a private broker, a store process, an empty database. Services,
 * pools and requesters are started on it as a part needs them. Closing it leaves nothing behind.
 */
public final class Site implements AutoCloseable {
  /** Of the store: one result and one payload of the largest kind, and some to spare. */
  private static final String STORE_HEAP = "6g";

  private static final long STORE_BYTES = 4L << 30;
  private static final String DATABASE = "oneshot";

  /**
   * Where the servers are to be met by TLS.
   *
   * @param trustStore PKCS #12 without a password
   */
  public record Secured(String brokerUri, String storeUri, Path trustStore) {
    /** Without the URIs, which contain passwords. */
    @Override
    public String toString() {
      return "Secured[trustStore=" + trustStore + "]";
    }
  }

  private final Installation installation;
  private final Path directory;
  private final TestBroker broker;
  private final ServerProcess store;
  private final String storeUri;
  private final @Nullable Secured secured;
  private final MongoClient client;
  private final String brokerName;

  private Site(
      Installation installation,
      Path directory,
      TestBroker broker,
      ServerProcess store,
      String storeUri,
      @Nullable Secured secured)
      throws Exception {
    this.installation = installation;
    this.directory = directory;
    this.broker = broker;
    this.store = store;
    this.storeUri = storeUri;
    this.secured = secured;
    this.client = MongoClients.create(storeUri);
    JobIndexes.create(database());
    this.brokerName = declareTopology();
  }

  public static Site start(Installation installation) throws Exception {
    Path directory = Files.createTempDirectory("oneshot-bench-");
    ServerProcess store =
        store(
            directory,
            "dev.oneshot.embedded.EmbeddedStoreMain",
            "--capacity",
            Long.toString(STORE_BYTES));
    return start(installation, directory, store, TestBroker::start, null);
  }

  /**
   * With a TLS listener beside the plain one on both servers; nothing where no RabbitMQ is
   * installed.
   */
  public static Optional<Site> startWithTls(Installation installation) throws Exception {
    Path directory = Files.createTempDirectory("oneshot-bench-");
    TestCertificate certificate =
        TestCertificate.in(Files.createDirectory(directory.resolve("certificate")), "ip:127.0.0.1");
    Optional<TestBroker> broker = TestBroker.startWithTls(certificate);
    if (broker.isEmpty()) {
      Files.walkFileTree(directory, new DeletingVisitor());
      return Optional.empty();
    }
    ServerProcess store =
        store(directory, StoreWithTls.class.getName(), certificate.directory().toString());
    return Optional.of(start(installation, directory, store, broker::get, certificate));
  }

  // the store comes up while the broker does
  private static Site start(
      Installation installation,
      Path directory,
      ServerProcess store,
      Supplier<TestBroker> startedBroker,
      @Nullable TestCertificate certificate)
      throws Exception {
    Deque<AutoCloseable> started = new ArrayDeque<>(List.of(store));
    try {
      TestBroker broker = startedBroker.get();
      started.push(broker);
      String[] ready = store.firstLine().split(" ", -1);
      Secured secured =
          certificate == null
              ? null
              : new Secured(broker.tlsUri(), ready[2], certificate.trustStore());
      return new Site(installation, directory, broker, store, ready[1], secured);
    } catch (Exception e) {
      for (AutoCloseable server : started) {
        server.close();
      }
      throw e;
    }
  }

  private static ServerProcess store(Path directory, String mainClass, String... arguments)
      throws IOException {
    return ServerProcess.start(
        "store",
        STORE_HEAP,
        directory,
        List.of("-Dlogback.configurationFile=bench-logback.xml"),
        mainClass,
        List.of(arguments));
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

  /** To be stopped, killed, wiped and told things. */
  public TestBroker broker() {
    return broker;
  }

  public String brokerUri() {
    return broker.uri();
  }

  public String storeUri() {
    return storeUri;
  }

  /**
   * The same servers by TLS.
   *
   * @throws NullPointerException unless it was {@linkplain #startWithTls started with it}
   */
  public Secured secured() {
    return Objects.requireNonNull(secured, "started without TLS");
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
        + (secured == null ? "), embedded store" : ", TLS), the embedded store's library, TLS,")
        + " as a process of its own (-Xmx"
        + STORE_HEAP
        + ')';
  }

  /** A replica with the given heap; returns when it answers that it is ready. */
  public Service service(String heap) throws Exception {
    return service(
        new Service.Plan(
            "service",
            heap,
            List.of(),
            broker.uri(),
            storeUri,
            "classpath:bench-functions.yaml",
            List.of(),
            null,
            null));
  }

  /** The same with everything to choose; several at once need different names. */
  public Service service(Service.Plan plan) throws IOException {
    return Service.start(plan, directory, DATABASE);
  }

  /** Closed by the caller, or by the pool that it is given to. */
  public ProcessLauncher launcher(WorkerCommand command) throws IOException {
    return launcher(command, broker.uri(), storeUri);
  }

  /** The same, for workers that meet the servers elsewhere. */
  public ProcessLauncher launcher(WorkerCommand command, String brokerUri, String storeUri)
      throws IOException {
    return new ProcessLauncher(
        new ProcessLauncherSettings(
            Files.createTempDirectory(directory, "workers-"),
            "bench",
            new WorkerConnections(brokerUri, storeUri, DATABASE),
            ProcessLauncherSettings.DEFAULT_STOP_GRACE),
        command);
  }

  public IdleWorkers idleWorkers() {
    return new IdleWorkers(this);
  }

  /** For the default pool. */
  public Requester requester() throws Exception {
    return requester(Topology.DEFAULT_POOL);
  }

  /** For a pool of that name, which needs nothing else. */
  public Requester requester(String pool) throws Exception {
    return Requester.connect(brokerConnections(), database(), clock(), pool);
  }

  @Override
  public void close() throws IOException {
    client.close();
    store.close();
    broker.close();
    Files.walkFileTree(directory, new DeletingVisitor());
  }
}
