package dev.oneshot.pool.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** What a start says that was told the wrong thing; broker and store are not needed for that. */
class AppConfigurationTest {
  private final AppConfiguration configuration = new AppConfiguration();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://pool:secret/1@broker",
        "amqp://pool:secret%@broker",
        "amqp://pool:se@cret@broker",
        "http://pool:secret@broker"
      })
  void saysWhatIsWrongWithTheBrokersAddress_withoutRepeatingIt(String uri) {
    BrokerProperties properties = new BrokerProperties(uri);

    assertThatThrownBy(() -> configuration.broker(properties))
        .hasMessageContaining("ONESHOT_BROKER_URI")
        .hasMessageContaining("percent-encoded")
        .hasMessageNotContaining("cret")
        .hasNoCause();
    assertThat(properties.toString()).doesNotContain("cret");
  }

  @Test
  void takesAColonInThePassword() {
    assertThat(configuration.broker(new BrokerProperties("amqp://pool:a:b@broker")).getPassword())
        .isEqualTo("a:b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://pool:secret/1@store",
        "mongodb://pool:secret%@store",
        "mongodb://pool:se@cret@store",
        "http://pool:secret@store"
      })
  void saysWhatIsWrongWithTheStoresAddress_withoutRepeatingIt(String uri) {
    StoreProperties properties = new StoreProperties(uri, "oneshot");

    assertThatThrownBy(() -> configuration.store(properties))
        .hasMessageContaining("ONESHOT_STORE_URI")
        .hasMessageContaining("percent-encoded")
        .hasMessageNotContaining("cret")
        .hasNoCause();
    assertThat(properties.toString()).doesNotContain("cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oneshot.broker.url", "oneshot.store.databse"})
  void refusesASettingThatIsNone(String name, @TempDir Path directory) throws Exception {
    Path pools = Files.writeString(directory.resolve("pools.yaml"), "pools: {default: {image: a}}");
    SpringApplicationBuilder program =
        WorkerPoolApplication.of()
            .properties(
                Map.of(name, "x", "server.port", "0", "oneshot.pools.file", pools.toString()));

    assertThatThrownBy(program::run)
        .rootCause()
        .hasMessageContaining("There is no such setting")
        .hasMessageContaining(name);
  }
}
