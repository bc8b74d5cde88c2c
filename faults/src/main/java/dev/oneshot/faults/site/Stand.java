package dev.oneshot.faults.site;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.rabbitmq.client.ConnectionFactory;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.process.ProcessLauncher;
import dev.oneshot.pool.process.WorkerCommand;
import dev.oneshot.testsupport.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An installation of its own for one row: a private broker, a store process, replicas that are
 * processes, a pool in this process whose workers are. Wires that were asked for at the start lead
 * through {@link Relay}s. Closing it ends everything.
 */
public final class Stand implements AutoCloseable {
  private static final String REPLICA_HEAP = "384m";

  /** Set by the launcher script: an AOT cache that fits this process's class path. */
  private static final @Nullable String REPLICA_CACHE = System.getProperty("oneshot.replica.cache");

  private static final Pattern PORT = Pattern.compile("(127\\.0\\.0\\.1|localhost):([0-9]+)");

  private final Site site;
  private final Map<Wire, Relay> relays = new EnumMap<>(Wire.class);
  private final List<Service> replicas = new ArrayList<>();
  private final List<MongoClient> clients = new ArrayList<>();
  private final Path directory;
  private @Nullable ReplicaSet replicaSet;
  private @Nullable Pool pool;
  private int replicaNumber;

  private Stand(Site site) throws IOException {
    this.site = site;
    this.directory = site.directory();
  }

  /** Broker and store; replicas and workers follow as they are asked for. */
  public static Stand start(Installation installation, Wire... wires) throws Exception {
    Stand stand = new Stand(Site.start(installation));
    try {
      for (Wire wire : wires) {
        stand.relays.put(wire, Relay.to(port(stand.direct(wire))));
      }
      return stand;
    } catch (IOException e) {
      stand.close();
      throw e;
    }
  }

  /** Broker and store, all ways to which lead through the members of a set. */
  public static Stand startWithReplicaSet(Installation installation) throws Exception {
    Stand stand = start(installation);
    try {
      stand.replicaSet = ReplicaSet.before(port(stand.site.storeUri()));
      return stand;
    } catch (IOException e) {
      stand.close();
      throw e;
    }
  }

  private String direct(Wire wire) {
    if (!wire.leadsToStore()) {
      return site.brokerUri();
    }
    return replicaSet == null ? site.storeUri() : replicaSet.uri();
  }

  private String uri(Wire wire) {
    Relay relay = relays.get(wire);
    String direct = direct(wire);
    return relay == null ? direct : PORT.matcher(direct).replaceFirst("127.0.0.1:" + relay.port());
  }

  private static int port(String uri) {
    Matcher matcher = PORT.matcher(uri);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no port of this machine in a server's URI");
    }
    return Integer.parseInt(matcher.group(2));
  }

  /**
   * One of the wires that were asked for.
   *
   * @throws IllegalArgumentException when it was not
   */
  public Relay wire(Wire wire) {
    Relay relay = relays.get(wire);
    if (relay == null) {
      throw new IllegalArgumentException("this stand has no " + wire + " to cut");
    }
    return relay;
  }

  /**
   * Through whose members everybody but the judges meets the store.
   *
   * @throws IllegalStateException when this stand was started without one
   */
  public ReplicaSet replicaSet() {
    if (replicaSet == null) {
      throw new IllegalStateException("this stand's store has no replica set before it");
    }
    return replicaSet;
  }

  /** All wires that were asked for. */
  public List<Relay> wires() {
    return List.copyOf(relays.values());
  }

  /** A replica more; returns when it is ready. */
  public Service replica(String... settings) throws IOException {
    return replica(List.of(), settings);
  }

  /**
   * One whose JVM has options more.
   *
   * @param settings e.g. {@code --a.b=c}
   */
  public Service replica(List<String> options, String... settings) throws IOException {
    return replica(null, options, settings);
  }

  /** One of an earlier version. */
  public Service replica(EarlierVersion earlier) throws IOException {
    return replica(earlier.jars(), List.of());
  }

  private Service replica(@Nullable Path jars, List<String> options, String... settings)
      throws IOException {
    String name = "replica-" + replicaNumber++;
    List<String> jvm = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    if (REPLICA_CACHE != null && jars == null) {
      jvm.add("-XX:AOTCache=" + REPLICA_CACHE);
    }
    jvm.addAll(options);
    Service replica =
        site.service(
            new Service.Plan(
                name,
                REPLICA_HEAP,
                jvm,
                uri(Wire.SERVICE_BROKER),
                uri(Wire.SERVICE_STORE),
                "classpath:faults-functions.yaml",
                List.of(settings),
                directory.resolve(name + ".log"),
                jars));
    replicas.add(replica);
    return replica;
  }

  /** What a replica has written to its stderr so far; failpoints tell there that they were met. */
  public String log(Service replica) throws IOException {
    int number = replicas.indexOf(replica);
    return Files.readString(directory.resolve("replica-" + number + ".log"));
  }

  /** SIGKILL. */
  public void kill(Service replica) {
    replica.process().handle().destroyForcibly();
    replica.process().handle().onExit().join();
  }

  /** Those that are alive. */
  public List<Service> replicas() {
    return replicas.stream().filter(replica -> replica.process().handle().isAlive()).toList();
  }

  /** Keeps the default pool with real workers; returns when {@code min} are idle. */
  public Pool pool(int min, int max) throws IOException {
    return pool(min, max, site.installation().worker());
  }

  /** The same, for workers that are started in another way. Ends an earlier pool. */
  public Pool pool(int min, int max, WorkerCommand command) throws IOException {
    Pool kept = keepPool(min, max, command);
    kept.awaitFull();
    return kept;
  }

  /** The same without waiting for anything: jobs that wait already leave no worker idle. */
  public Pool keepPool(int min, int max) throws IOException {
    return keepPool(min, max, site.installation().worker());
  }

  /** The same, for workers that are started in another way. */
  public Pool keepPool(int min, int max, WorkerCommand command) throws IOException {
    endPool();
    PoolSettings settings =
        PoolSettings.of("default")
            .withSize(min, max)
            .withFunctions(site.installation().root().resolve("faults/target/functions"));
    ProcessLauncher launcher =
        site.launcher(command, uri(Wire.WORKER_BROKER), uri(Wire.WORKER_STORE));
    Pool kept = Pool.keep(settings, launcher, poolBroker(), poolStore());
    pool = kept;
    return kept;
  }

  /**
   * The default pool as a program of its own, with so many idle workers; to be closed by the
   * caller. One after the other, each is the heir of the one before.
   *
   * @param failpoint empty for none
   */
  public PoolProgram poolProgram(String failpoint, int workers) throws IOException {
    return PoolProgram.start(
        site.installation(),
        directory.resolve("pool"),
        failpoint,
        workers,
        Map.of(
            "ONESHOT_BROKER_URI", uri(Wire.POOL_BROKER),
            "ONESHOT_STORE_URI", uri(Wire.POOL_STORE),
            "ONESHOT_STORE_DATABASE", site.database().getName()));
  }

  public WorkerCommand worker() {
    return site.installation().worker();
  }

  /** Ends all workers. */
  public void endPool() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }

  /** Null while there is none. */
  public @Nullable Pool pool() {
    return pool;
  }

  private ConnectionFactory poolBroker() {
    try {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(uri(Wire.POOL_BROKER));
      return factory;
    } catch (Exception e) {
      throw new IllegalStateException("not a broker's URI", e);
    }
  }

  private MongoDatabase poolStore() {
    MongoClient client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri(Wire.POOL_STORE)))
                .applyToClusterSettings(
                    cluster -> cluster.serverSelectionTimeout(3, TimeUnit.SECONDS))
                .build());
    clients.add(client);
    return client.getDatabase(site.database().getName());
  }

  public TestBroker broker() {
    return site.broker();
  }

  /** Past all wires. */
  public ConnectionFactory brokerConnections() {
    return site.brokerConnections();
  }

  /** Past all wires. */
  public MongoDatabase database() {
    return site.database();
  }

  /** Of broker and store, with their versions. */
  public String servers() {
    return site.servers();
  }

  /** For what a row writes; deleted with the stand. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    relays.values().forEach(Relay::mend);
    endPool();
    replicas.forEach(Service::close);
    clients.forEach(MongoClient::close);
    relays.values().forEach(Relay::close);
    if (replicaSet != null) {
      replicaSet.close();
    }
    site.close();
  }
}
