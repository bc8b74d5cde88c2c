package dev.oneshot.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;

class StoreDetailsTest {
  private static StoreDetails details(String uri) {
    MongoProperties properties = new MongoProperties();
    properties.setUri(uri);
    return new StoreDetails(properties, null);
  }

  @Test
  void readTheUri() {
    assertThat(details("mongodb://u:p%2Fs@store/?replicaSet=rs0").getConnectionString())
        .satisfies(read -> assertThat(read.getPassword()).isEqualTo("p/s".toCharArray()))
        .satisfies(read -> assertThat(read.getHosts()).containsExactly("store"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://u:secret/1@store",
        "mongodb://u:secret%@store",
        "mongodb://u:se@cret@store"
      })
  void sayWhatIsWrongWithIt_withoutRepeatingIt(String uri) {
    assertThatThrownBy(details(uri)::getConnectionString)
        .hasMessageContaining("ONESHOT_STORE_URI")
        .hasMessageContaining("percent-encoded")
        .hasMessageNotContaining("cret")
        .hasNoCause();
  }
}
