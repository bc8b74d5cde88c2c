package dev.oneshot.faults.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final Order ORDER =
      Order.in(Path.of("/tmp/a=b/ledger")).lasting(100).returning(2_000).dying(3);

  @Test
  void isReadAsItWasWritten() throws IOException {
    assertThat(read(ORDER)).isEqualTo(ORDER);
  }

  @Test
  void meansTheSame_whenItIsPadded() throws IOException {
    Order padded = ORDER.padded(5_000);

    assertThat(padded.text()).hasSizeGreaterThan(5_000);
    assertThat(read(padded)).isEqualTo(ORDER);
  }

  private static Order read(Order order) throws IOException {
    return Order.read(new ByteArrayInputStream(order.text().getBytes(StandardCharsets.UTF_8)));
  }
}
