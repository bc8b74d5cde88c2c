package dev.oneshot.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeyTest {
  private static final String KEY = "xKSVEDI6tPlSysH6mUQZOeeOp01r6B3fcJbodRPcYV0=";

  /** The values of RFC 7677, section 3. */
  @Test
  void isWhatTheStandardDerives() throws Exception {
    StoreKey key = StoreKey.derive("pencil", 4096, "W22ZaJ0SNY7soEsUEjb6gQ==");

    assertThat(key).isEqualTo(new StoreKey(4096, "W22ZaJ0SNY7soEsUEjb6gQ==", KEY));
  }

  @Test
  void isReadAsItWasWritten_andShownWithoutItsSecret() {
    StoreKey key = new StoreKey(15_000, "c2FsdA==", KEY);

    assertThat(StoreKey.read(key.text())).isEqualTo(key);
    assertThat(key.toString()).doesNotContain("xKSV");
  }

  @Test
  void isPrintedByItsProgram_andNothingWhereNoneIsNeeded() throws Exception {
    ScramServer scram = new ScramServer("pencil");
    try (FakeServer server = new FakeServer(scram::answer)) {
      String printed = printed("mongodb://user:pencil@" + server.address());

      StoreKey key = StoreKey.read(printed);
      assertThat(key).isEqualTo(StoreKey.derive("pencil", key.rounds(), key.salt()));
      assertThat(printed("mongodb://" + server.address())).isEmpty();
      assertThat(printed("mongodb://user:pen@" + server.address()))
          .startsWith("ended with 1:")
          .contains("refused saslContinue: 18")
          .doesNotContain("pen@");
    }
  }

  private static String printed(String uri) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.oneshot.worker.StoreKeyMain")
            .redirectErrorStream(true);
    builder.environment().put("ONESHOT_STORE_URI", uri);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int code = process.waitFor();
    return code == 0 ? printed : "ended with " + code + ": " + printed;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4096",
        "4096:c2FsdA==",
        "many:c2FsdA==:" + KEY,
        "4096:c2FsdA==:",
        "4096:c2FsdA==:c2hvcnQ=",
        "4096:c2FsdA==:xKSV!"
      })
  void refusesWhatIsNone_withoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoreKey.read(text))
        .withMessage("not ROUNDS:SALT:KEY as StoreKeyMain prints it")
        .withNoCause();
  }
}
