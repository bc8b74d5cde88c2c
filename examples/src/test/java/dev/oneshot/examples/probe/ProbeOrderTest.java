package dev.oneshot.examples.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.examples.BrokenInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeOrderTest {

  @Test
  void readsEveryField() throws IOException {
    ProbeOrder order =
        read(
            """
            {"sleepMillis": 1, "spinMillis": 2, "outputBytes": 5000000000, "seed": 4,
             "allocateBytes": 5, "log": "a", "logError": "b", "fail": "c", "exit": 6,
             "ignoreInterrupt": true}
            """);

    assertThat(order.sleepMillis).isEqualTo(1);
    assertThat(order.spinMillis).isEqualTo(2);
    assertThat(order.outputBytes).isEqualTo(5_000_000_000L);
    assertThat(order.seed).isEqualTo(4);
    assertThat(order.allocateBytes).isEqualTo(5);
    assertThat(order.log).isEqualTo("a");
    assertThat(order.logError).isEqualTo("b");
    assertThat(order.fail).isEqualTo("c");
    assertThat(order.exit).isEqualTo(6);
    assertThat(order.ignoreInterrupt).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "{}"})
  void wantsNothing_whenNothingIsSaid(String body) throws IOException {
    ProbeOrder order = read(body);

    assertThat(order.outputBytes).isEqualTo(-1);
    assertThat(order.exit).isEqualTo(-1);
    assertThat(order.sleepMillis).isZero();
    assertThat(order.log).isNull();
    assertThat(order.ignoreInterrupt).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                        | must be one JSON object                | it is an array",
        "\"x\"                     | must be one JSON object                | it is a string",
        "{} {}                     | must be one JSON object                | more follows",
        "{} x                      | must be one JSON object                | not JSON",
        "{\"exit\": 1              | must be one JSON object                | not JSON",
        "{\"sleep\": 1}            | Unknown field \"sleep\"                | sleepMillis",
        "{\"sleepMillis\": -1}     | \"sleepMillis\" must be a whole number | it is -1",
        "{\"sleepMillis\": \"1\"}  | \"sleepMillis\" must be a whole number | it is a string",
        "{\"sleepMillis\": 1.5}    | \"sleepMillis\" must be a whole number | a fraction",
        "{\"sleepMillis\": null}   | \"sleepMillis\" must be a whole number | it is null",
        "{\"outputBytes\": 9223372036854775808} | \"outputBytes\" is out of range | 9223372036854775807",
        "{\"exit\": 256}           | exit code from 0 to 255                | it is 256",
        "{\"log\": {}}             | \"log\" must be a string               | it is an object",
        "{\"fail\": true}          | \"fail\" must be a string              | true or false",
        "{\"ignoreInterrupt\": 1}  | must be true or false                  | a whole number",
        "{\"seed\": 1, \"seed\": 2}| not JSON                               | Duplicate",
      })
  void refuses_sayingWhatWasWrongAndWhatWouldBeRight(String body, String right, String wrong) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(right)
        .hasMessageContaining(wrong);
  }

  @Test
  void passesOn_whatTheBodyFailedWith() {
    BrokenInput body = new BrokenInput();

    assertThatThrownBy(() -> ProbeOrder.read(body)).isSameAs(body.failure());
  }

  private static ProbeOrder read(String body) throws IOException {
    return ProbeOrder.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }
}
