package dev.oneshot.examples;

import java.io.IOException;
import java.io.InputStream;

/** A body whose connection is lost: every read fails with the same exception. */
public final class BrokenInput extends InputStream {

  private final IOException failure = new IOException("connection lost");

  public IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    throw failure;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    throw failure;
  }
}
