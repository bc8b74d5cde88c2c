package dev.oneshot.payload.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatienceTest {
  private static final Patience MUCH = new Patience(Duration.ofMinutes(10));
  private static final ServerAddress SERVER = new ServerAddress();

  private final AtomicInteger tries = new AtomicInteger();

  private Integer failing(int times, MongoException failure) {
    if (tries.getAndIncrement() < times) {
      throw failure;
    }
    return 7;
  }

  static List<MongoException> passing() {
    return List.of(
        new MongoException("the store did not answer"),
        new MongoNotPrimaryException(new BsonDocument(), SERVER),
        new MongoNodeIsRecoveringException(new BsonDocument(), SERVER));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void repeats_whatPasses(MongoException failure) {
    assertThat(MUCH.bridge(() -> failing(2, failure))).isEqualTo(7);
    assertThat(tries).hasValue(3);
  }

  static Stream<MongoException> lasting() {
    return Stream.of(
        new MongoCommandException(new BsonDocument(), SERVER),
        new MongoInterruptedException("stop", new InterruptedException()));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void givesUpAtOnce_whatAskingAgainWouldNotChange(MongoException failure) {
    assertThatThrownBy(() -> MUCH.bridge(() -> failing(1, failure))).isSameAs(failure);
    assertThat(tries).hasValue(1);
  }

  @Test
  void givesUpAtOnce_whenItsThreadIsInterrupted() {
    MongoException failure = new MongoException("the store did not answer");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> MUCH.bridge(() -> failing(1, failure))).isSameAs(failure);

    assertThat(Thread.interrupted()).as("and keeps the interrupt").isTrue();
    assertThat(tries).hasValue(1);
  }

  @Test
  void givesUp_whenItsTimeIsOver() {
    MongoException failure = new MongoException("the store did not answer");

    assertThatThrownBy(() ->
            new Patience(Duration.ofMillis(1)).bridge(() -> failing(Integer.MAX_VALUE, failure)))
        .isSameAs(failure);
    assertThat(tries).hasValueGreaterThan(1);
  }

  @Test
  void triesOnce_withoutAny() {
    MongoException failure = new MongoException("the store did not answer");

    assertThatThrownBy(() -> Patience.NONE.bridge(() -> failing(1, failure))).isSameAs(failure);
    assertThat(tries).hasValue(1);
  }
}
