package dev.oneshot.faults.site;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a MongoDB replica set: three addresses with one store behind them, of which one at
 * a time says that it is the primary. To its clients an election is what MongoDB makes of it:
 * nobody is primary for a while, who was refuses (10107, or 11602 for what it was just doing, done
 * or not) or is gone, and another one is primary then. There are no logical sessions, so drivers
 * repeat no write by themselves: what got lost, their callers hear of. Not played: writes that are
 * rolled back, which a majority's never are. Any thread may steer it.
 */
public final class ReplicaSet implements AutoCloseable {
  private static final String NAME = "standin";
  private static final int MEMBERS = 3;
  private static final Duration DOWN = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final Set<String> CHANGES = Set.of("findAndModify", "insert");
  private static final String JOBS = "jobs";
  private static final Set<String> GREETINGS = Set.of("hello", "isMaster", "ismaster");

  private static final BsonDocument NOT_PRIMARY = refusal(10107, "NotWritablePrimary");
  private static final BsonDocument INTERRUPTED = refusal(11602, "InterruptedDueToReplStateChange");

  /**
   * What the primary dies of.
   *
   * @param isMade whether the change that it dies at has been made
   * @param vacancy until another is elected
   */
  private record Death(boolean isMade, Duration vacancy, CompletableFuture<Void> dead) {}

  private final SocketAddress store;
  private final List<Member> members = new ArrayList<>();
  private final AtomicReference<@Nullable Death> next = new AtomicReference<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile @Nullable Member primary;
  private volatile BsonObjectId election = new BsonObjectId(new ObjectId());

  private ReplicaSet(int storePort) throws IOException {
    store = new InetSocketAddress(InetAddress.getLoopbackAddress(), storePort);
    for (int i = 0; i < MEMBERS; i++) {
      members.add(new Member());
    }
    primary = members.getFirst();
  }

  /** In front of a store at a port of this machine. */
  public static ReplicaSet before(int storePort) throws IOException {
    return new ReplicaSet(storePort);
  }

  public String uri() {
    return members.stream()
        .map(Member::address)
        .collect(Collectors.joining(",", "mongodb://", "/?replicaSet=" + NAME));
  }

  /** The primary is none from now on; another one is after the vacancy. */
  public void stepDown(Duration vacancy) {
    Member old = primary;
    primary = null;
    electAnother(old, vacancy);
  }

  /**
   * The primary dies as soon as it gets a job to store, or to compare and set; another one is
   * elected after the vacancy, and the dead one is back some seconds after its death.
   *
   * @param isMade whether it dies after the change or before it; its client hears nothing of either
   * @return when it is dead
   */
  public CompletableFuture<Void> killAtNextChange(boolean isMade, Duration vacancy) {
    Death death = new Death(isMade, vacancy, new CompletableFuture<>());
    next.set(death);
    return death.dead();
  }

  private void electAnother(@Nullable Member old, Duration vacancy) {
    var _ = clock.schedule(() -> elect(old), vacancy.toMillis(), TimeUnit.MILLISECONDS);
  }

  // tries again while nobody is alive who could be it
  private void elect(@Nullable Member old) {
    List<Member> candidates = new ArrayList<>(members);
    candidates.removeIf(member -> member == old || !member.isAlive());
    if (candidates.isEmpty()) {
      electAnother(old, BETWEEN_TRIES);
      return;
    }
    Collections.shuffle(candidates);
    election = new BsonObjectId(new ObjectId()); // later ones are greater
    primary = candidates.getFirst();
  }

  private static BsonDocument refusal(int code, String name) {
    return new BsonDocument("ok", new BsonInt32(0))
        .append("code", new BsonInt32(code))
        .append("codeName", new BsonString(name))
        .append("errmsg", new BsonString(name));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    members.forEach(Member::shut);
  }

  /** One address of the set. */
  private final class Member {
    private final int port;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket entry;

    private Member() throws IOException {
      entry = open(0);
      port = entry.getLocalPort();
    }

    private ServerSocket open(int wanted) throws IOException {
      ServerSocket opened = new ServerSocket(wanted, 1024, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> accept(opened));
      return opened;
    }

    private String address() {
      return "127.0.0.1:" + port;
    }

    private void accept(ServerSocket opened) {
      try {
        while (true) {
          Socket client = opened.accept();
          clients.add(client);
          if (opened.isClosed()) { // shut just before it was known
            Relay.reset(client);
          }
          Thread.ofVirtual().start(() -> serve(client));
        }
      } catch (IOException e) {
        // shut
      }
    }

    private void serve(Socket client) {
      try (client;
          Socket far = new Socket()) {
        client.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        far.connect(store);
        DataInputStream in = new DataInputStream(client.getInputStream());
        while (true) {
          answer(StoreMessage.read(in), far).writeTo(client.getOutputStream());
        }
      } catch (IOException e) {
        // either side has left, or this member is dead
      } finally {
        clients.remove(client);
      }
    }

    private StoreMessage answer(StoreMessage command, Socket far) throws IOException {
      if (GREETINGS.contains(command.command())) {
        StoreMessage answer = done(command, far);
        return answer.with(greeting(answer.document()));
      }
      if (primary != this) {
        return command.answer(NOT_PRIMARY);
      }
      Death death = setsJob(command) ? next.getAndSet(null) : null;
      if (death != null) {
        if (death.isMade()) {
          done(command, far);
        }
        die(death);
      }
      StoreMessage answer = done(command, far);
      return primary == this ? answer : command.answer(INTERRUPTED);
    }

    private static boolean setsJob(StoreMessage command) {
      String name = command.command();
      return CHANGES.contains(name) && command.document().getString(name).getValue().equals(JOBS);
    }

    private static StoreMessage done(StoreMessage command, Socket far) throws IOException {
      command.writeTo(far.getOutputStream());
      return StoreMessage.read(new DataInputStream(far.getInputStream()));
    }

    private BsonDocument greeting(BsonDocument ofStore) {
      Member leader = primary;
      BsonDocument greeting =
          ofStore
              .append("setName", new BsonString(NAME))
              .append("setVersion", new BsonInt32(1))
              .append("me", new BsonString(address()))
              .append(
                  "hosts",
                  new BsonArray(
                      members.stream().map(member -> new BsonString(member.address())).toList()))
              .append("ismaster", BsonBoolean.valueOf(leader == this))
              .append("isWritablePrimary", BsonBoolean.valueOf(leader == this))
              .append("secondary", BsonBoolean.valueOf(leader != this));
      greeting.remove("logicalSessionTimeoutMinutes");
      if (leader != null) {
        greeting.append("primary", new BsonString(leader.address()));
      }
      if (leader == this) {
        greeting.append("electionId", election);
      }
      return greeting;
    }

    private void die(Death death) throws IOException {
      primary = null;
      shut();
      electAnother(this, death.vacancy());
      var _ = clock.schedule(this::rise, DOWN.toMillis(), TimeUnit.MILLISECONDS);
      death.dead().complete(null);
      throw new IOException("dead");
    }

    private boolean isAlive() {
      return !entry.isClosed();
    }

    private void rise() {
      try {
        entry = open(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void shut() {
      try {
        entry.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      clients.forEach(Relay::reset);
    }
  }
}
