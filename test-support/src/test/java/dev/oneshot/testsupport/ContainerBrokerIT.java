package dev.oneshot.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * RabbitMQ in a container; skipped where there is no Docker engine or the image is not to be had.
 */
class ContainerBrokerIT extends RabbitBrokerContract {
  @BeforeAll
  static void start() {
    assumeThat(ContainerBroker.obstacle()).isEmpty();
    start(TestBroker.Kind.TESTCONTAINERS);
  }

  @Test
  void isFoundFirst() {
    try (TestBroker found = TestBroker.start()) {
      assertThat(found.kind()).isEqualTo(TestBroker.Kind.TESTCONTAINERS);
    }
  }
}
