package dev.oneshot.benchmarks.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Many bytes that cost nothing to make: one random block over and over. For one thread.
 *
 * @param length in bytes
 */
public record BigBody(long length) {
  private static final byte[] BLOCK = block();

  private static byte[] block() {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  public void writeTo(OutputStream to) throws IOException {
    long left = length;
    while (left > 0) {
      int count = (int) Math.min(BLOCK.length, left);
      to.write(BLOCK, 0, count);
      left -= count;
    }
  }

  /** Lower-case hexadecimal. */
  public String sha256() throws IOException {
    MessageDigest digest = newSha256();
    long left = length;
    while (left > 0) {
      int count = (int) Math.min(BLOCK.length, left);
      digest.update(BLOCK, 0, count);
      left -= count;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads to the end.
   *
   * @return SHA-256 of what was read, lower-case hexadecimal
   * @throws IOException when it is not of the expected length
   */
  public static String digestOf(InputStream bytes, long expectedLength) throws IOException {
    MessageDigest digest = newSha256();
    long got = drain(bytes, digest);
    if (got != expectedLength) {
      throw new IOException(got + " bytes came instead of " + expectedLength);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads to the end without looking at what is read; how many bytes that were. */
  public static long drain(InputStream bytes) throws IOException {
    return drain(bytes, null);
  }

  private static long drain(InputStream bytes, @Nullable MessageDigest digest) throws IOException {
    byte[] buffer = new byte[256 * 1024];
    long total = 0;
    for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
      if (digest != null) {
        digest.update(buffer, 0, count);
      }
      total += count;
    }
    return total;
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
