package dev.oneshot.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import dev.oneshot.worker.wire.StoreAddress.Login;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressTest {
  @Test
  void readsWhatIsNeeded() {
    assertThat(of("mongodb://wor%40ker:p%3A@one,two:27018/jobs?replicaSet=rs&tls=true"))
        .contains(
            new StoreAddress(
                List.of(new ServerAddress("one"), new ServerAddress("two", 27018)),
                true,
                "rs",
                new Login("wor@ker", "p:", "jobs")));
    assertThat(of("mongodb://localhost"))
        .contains(new StoreAddress(List.of(new ServerAddress("localhost")), false, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://one,two/?loadBalanced=false&proxyHost=proxy",
        "mongodb://one/?loadBalanced=true",
        "mongodb://one/?tls=true&tlsAllowInvalidHostnames=true",
        "mongodb://one/?tls=true&tlsInsecure=true",
        "mongodb://user@one/?authMechanism=MONGODB-X509&tls=true",
        "mongodb://user:secret@one/?authMechanism=SCRAM-SHA-1",
        "mongodb://user:secret@one/?authMechanism=PLAIN&authSource=$external",
        "mongodb://user:geheimnisträger@one",
        "mongodb://%2Ftmp%2Fmongodb-27017.sock"
      })
  void leavesTheRestToTheDriver(String uri) {
    assertThat(of(uri)).isEmpty();
  }

  @Test
  void keepsThePasswordToItself() {
    assertThat(of("mongodb://user:secret@one").orElseThrow().toString())
        .contains("user")
        .doesNotContain("secret");
  }

  private static Optional<StoreAddress> of(String uri) {
    return StoreAddress.of(new ConnectionString(uri));
  }
}
