package dev.oneshot.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CapturedOutputTest {
  private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
  private final CapturedOutput output = new CapturedOutput(standardOutput, 10);

  private void print(String text) throws IOException {
    output.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(CapturedOutput.Printed printed) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    printed.writeTo(text);
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void keepsAndPassesOn() throws IOException {
    print("abc");
    print("def");

    CapturedOutput.Printed printed = output.take();

    assertThat(text(printed)).isEqualTo("abcdef");
    assertThat(printed.isTruncated()).isFalse();
    assertThat(standardOutput).hasToString("abcdef");
  }

  @Test
  void keepsTheFirstBytes_andPassesOnAll() throws IOException {
    print("0123456");
    print("789abc");
    print("def");

    CapturedOutput.Printed printed = output.take();

    assertThat(text(printed)).isEqualTo("0123456789");
    assertThat(printed.isTruncated()).isTrue();
    assertThat(standardOutput).hasToString("0123456789abcdef");
  }

  @Test
  void isNotTruncated_whenExactlyFull() throws IOException {
    print("0123456789");

    assertThat(output.take().isTruncated()).isFalse();
  }

  @Test
  void startsAnew_afterATake() throws IOException {
    print("0123456789abc");
    output.take();
    print("xyz");

    CapturedOutput.Printed printed = output.take();

    assertThat(text(printed)).isEqualTo("xyz");
    assertThat(printed.isTruncated()).isFalse();
  }
}
