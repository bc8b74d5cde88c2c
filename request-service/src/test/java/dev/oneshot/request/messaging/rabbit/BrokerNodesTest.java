package dev.oneshot.request.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails.Address;

class BrokerNodesTest {
  private static BrokerNodes nodes(String uris) {
    return BrokerNodes.of(uris, null);
  }

  @Test
  void decodesUserPasswordAndVirtualHost() {
    BrokerNodes nodes = nodes("amqp://team%2Fa:p%40s%3As%25+w%C3%A4@broker:5673/jobs%2Fa");

    assertThat(nodes.getUsername()).isEqualTo("team/a");
    assertThat(nodes.getPassword()).isEqualTo("p@s:s%+wä");
    assertThat(nodes.getVirtualHost()).isEqualTo("jobs/a");
    assertThat(nodes.getAddresses()).containsExactly(new Address("broker", 5673));
    assertThat(nodes.isTls()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://broker, /",
    "amqp://broker/%2F, /",
    "amqp://broker/jobs, jobs",
    "amqp://broker/, ''",
  })
  void isAtTheVirtualHostThatWorkersAreAt(String uri, String virtualHost) {
    assertThat(nodes(uri).getVirtualHost()).isEqualTo(virtualHost);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://u:p@a:5673/v,amqp://u:p@b,amqp://[::1]:5674/v",
        "amqp://u:p@a:5673/v, amqp://b , amqp://u:p@[::1]:5674",
        "amqp://u:p@a:5673/v,b,[::1]:5674"
      })
  void takesSeveralNodes(String uris) {
    BrokerNodes nodes = nodes(uris);

    assertThat(nodes.getAddresses())
        .containsExactly(
            new Address("a", 5673), new Address("b", 5672), new Address("[::1]", 5674));
    assertThat(nodes.getUsername()).isEqualTo("u");
    assertThat(nodes.getPassword()).isEqualTo("p");
    assertThat(nodes.getVirtualHost()).isEqualTo("v");
  }

  @Test
  void takesACommaInAPasswordForOne() {
    BrokerNodes nodes = nodes("amqp://u:a,b@one,two");

    assertThat(nodes.getPassword()).isEqualTo("a,b");
    assertThat(nodes.getAddresses())
        .containsExactly(new Address("one", 5672), new Address("two", 5672));
  }

  @Test
  void knowsTls() {
    BrokerNodes nodes = nodes("amqps://u:p@a,b:5673,amqps://c");

    assertThat(nodes.isTls()).isTrue();
    assertThat(nodes.getAddresses())
        .containsExactly(new Address("a", 5671), new Address("b", 5673), new Address("c", 5671));
    assertThatThrownBy(() -> nodes("amqps://u:secret@a,amqp://u:secret@b"))
        .hasMessageContaining("either all or none")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://u:secret/1@a",
        "amqp://u:secret%@a",
        "amqp://u:se@cret@a",
        "amqp://u:p@a,amqp://u:secret%@b",
        "amqp://u:secret@a,",
        "u:secret@a"
      })
  void refusesWhatIsNone_withoutRepeatingIt(String uris) {
    assertThatThrownBy(() -> nodes(uris))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ONESHOT_BROKER_URI")
        .hasMessageNotContaining("cret")
        .hasNoCause();
  }
}
