package dev.oneshot.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.examples.FakeContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EchoTest {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Test
  void givesBackTheBytes_underTheirContentType() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(7).nextBytes(bytes);
    FakeContext context = FakeContext.knowing("content-type", "image/png");

    new Echo().handleRequest(new ByteArrayInputStream(bytes), output, context);

    assertThat(output.toByteArray()).isEqualTo(bytes);
    assertThat(context.resultContentType()).isEqualTo("image/png");
  }

  @Test
  void givesBackNothing_forNothing() throws IOException {
    FakeContext context = FakeContext.knowing();

    new Echo().handleRequest(InputStream.nullInputStream(), output, context);

    assertThat(output.size()).isZero();
    assertThat(context.resultContentType()).isNull();
  }

  @Test
  void worksWithoutAContext() throws IOException {
    new Echo().handleRequest(new ByteArrayInputStream(new byte[] {1, 2}), output, null);

    assertThat(output.toByteArray()).containsExactly(1, 2);
  }
}
