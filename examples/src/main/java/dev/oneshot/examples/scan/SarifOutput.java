package dev.oneshot.examples.scan;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The result stream as PMD's renderers may have it: they close it, which is not theirs to do, and
 * swallow what goes wrong with it, which is remembered here.
 */
final class SarifOutput extends FilterOutputStream {

  private @Nullable IOException failure;

  SarifOutput(OutputStream result) {
    super(result);
  }

  void rethrowFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() {
    // The platform closes its own stream.
  }
}
