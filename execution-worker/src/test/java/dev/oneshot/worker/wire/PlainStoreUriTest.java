package dev.oneshot.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainStoreUriTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://localhost",
        "mongodb://127.0.0.1:34567",
        "mongodb://127.0.0.1:34567/",
        "mongodb://127.0.0.1:34567/?tls=true",
        "mongodb://Store-1.db.svc:27018,store_2/?replicaSet=rs0",
        "mongodb://worker:secret@one,two:27018/jobs?replicaSet=rs&tls=true",
        "mongodb://wor%40ker:p%3A%2f~@one/",
        "mongodb://worker:secret@one/?authSource=users&authMechanism=SCRAM-SHA-256",
        "mongodb://worker:secret@one/jobs?authSource=users",
        "mongodb://one/?ssl=true&appName=oneshot",
        "mongodb://one/?retryWrites=true&retryReads=false&w=majority&tls=false",
      })
  void readsWhatIsUsual_asTheDriverDoes(String uri) {
    assertThat(PlainStoreUri.read(uri)).isPresent();
    assertThat(PlainStoreUri.read(uri).map(PlainStoreUriTest::comparable))
        .isEqualTo(byDriver(uri).map(PlainStoreUriTest::comparable));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "mongodb://",
        "mongodb:///",
        "mongodb+srv://cluster.example.org",
        "mongodb://one:0",
        "mongodb://one:70000",
        "mongodb://one:1:2",
        "mongodb://[::1]:27017",
        "mongodb://one,",
        "mongodb://one?tls=true",
        "mongodb://one/?tls=true&tls=false",
        "mongodb://one/?ssl=true&tls=true",
        "mongodb://one/?tls=yes",
        "mongodb://one/?tls",
        "mongodb://one/?socketTimeoutMS=500",
        "mongodb://one/?authMechanism=SCRAM-SHA-256",
        "mongodb://user@one",
        "mongodb://user:@one",
        "mongodb://:secret@one",
        "mongodb://us/er:secret@one",
        "mongodb://user:a:b@one",
        "mongodb://user:a@b@one",
        "mongodb://user:a+b@one",
        "mongodb://user:%zz@one",
        "mongodb://user:%C3%A4@one",
        "mongodb://user:secret@one/?authMechanism=PLAIN&authSource=$external",
        "mongodb://%2Ftmp%2Fmongodb-27017.sock",
        "mongodb://mongodb-27017.sock",
      })
  void leavesTheRestToTheDriver(String uri) {
    assertThat(PlainStoreUri.read(uri)).isEmpty();
  }

  @Test
  void neverReadsAnotherMeaningThanTheDriver() {
    List<String> parts =
        List.of(
            "mongodb://",
            "a",
            "b.c",
            ":",
            "27018",
            "@",
            "/",
            "?",
            "&",
            ",",
            "=",
            "%40",
            "%",
            "tls",
            "true",
            "false",
            "replicaSet",
            "authSource",
            "authMechanism",
            "SCRAM-SHA-256",
            "w",
            "majority",
            "user:pw@",
            "retryWrites=true",
            "tls=true",
            "replicaSet=rs",
            "/db?",
            ".");
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder uri = new StringBuilder("mongodb://");
      for (int k = random.nextInt(9); k >= 0; k--) {
        uri.append(parts.get(random.nextInt(parts.size())));
      }
      Optional<StoreAddress> plain = PlainStoreUri.read(uri.toString());
      if (plain.isPresent()) {
        read++;
        assertThat(plain.map(PlainStoreUriTest::comparable))
            .as(uri.toString())
            .isEqualTo(byDriver(uri.toString()).map(PlainStoreUriTest::comparable));
      }
    }
    assertThat(read).isGreaterThan(1_000);
  }

  private static Optional<StoreAddress> byDriver(String uri) {
    try {
      return StoreAddress.of(new ConnectionString(uri));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  // the driver sorts the hosts and drops repeated ones; a login's text hides the password
  private static List<Object> comparable(StoreAddress address) {
    Set<ServerAddress> hosts = new HashSet<>(address.hosts());
    List<Object> all = new ArrayList<>(List.of(hosts, address.isTls()));
    all.add(address.replicaSet());
    all.add(address.login());
    return all;
  }
}
