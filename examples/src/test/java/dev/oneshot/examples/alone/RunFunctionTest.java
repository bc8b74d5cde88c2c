package dev.oneshot.examples.alone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFunctionTest {

  @Test
  void givesTheFunctionItsInput_andTakesItsResult() throws Exception {
    ByteArrayOutputStream result = new ByteArrayOutputStream();

    RunFunction.call(
        "dev.oneshot.examples.echo.Echo", new ByteArrayInputStream(new byte[] {1, 2, 3}), result);

    assertThat(result.toByteArray()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.oneshot.examples.echo.Echo",
        "dev.oneshot.examples.probe.Probe",
        "dev.oneshot.examples.scan.CodeScan",
      })
  void isTheKindOfClassThatTheDeclarationsName(String handler) throws Exception {
    assertThat(java.nio.file.Files.readString(java.nio.file.Path.of("functions.yaml")))
        .contains("handler: " + handler + "\n");
    assertThat(Class.forName(handler).getConstructor().newInstance())
        .isInstanceOf(com.amazonaws.services.lambda.runtime.RequestStreamHandler.class);
  }

  @Test
  void refusesAClassThatIsNoFunction() {
    assertThatThrownBy(() ->
            RunFunction.call(
                "java.lang.Object", InputStream.nullInputStream(), OutputStream.nullOutputStream()))
        .isInstanceOf(ClassCastException.class);
  }
}
