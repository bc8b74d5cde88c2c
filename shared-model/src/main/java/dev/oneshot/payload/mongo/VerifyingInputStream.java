package dev.oneshot.payload.mongo;

import com.mongodb.MongoException;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Ends with an exception instead of end-of-file when length or SHA-256 are not those that were
 * stored.
 */
final class VerifyingInputStream extends FilterInputStream {
  private final Payload expected;
  private final MessageDigest digest = Sha256.newDigest();
  private long length;
  private boolean isVerified;

  VerifyingInputStream(InputStream bytes, Payload expected) {
    super(bytes);
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    int got;
    try {
      got = in.read(buffer, offset, count);
    } catch (MongoException e) {
      throw new IOException(e);
    }
    if (got > 0) {
      digest.update(buffer, offset, got);
      length += got;
    } else if (got < 0) {
      verify();
    }
    return got;
  }

  private void verify() throws PayloadDamagedException {
    if (isVerified) {
      return;
    }
    verify(length, HexFormat.of().formatHex(digest.digest()), expected);
    isVerified = true;
  }

  static void verify(long length, String sha256, Payload expected) throws PayloadDamagedException {
    if (length != expected.length()) {
      throw new PayloadDamagedException(
          "the store gave " + length + " bytes of " + expected.length());
    }
    if (!sha256.equals(expected.sha256())) {
      throw new PayloadDamagedException("the stored bytes do not have the SHA-256 they had");
    }
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("a verified payload is read from its start to its end");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
