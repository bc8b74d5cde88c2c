package dev.oneshot.examples.probe;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes the probe answers with: the same for the same length and seed, everywhere, of any
 * length, out of one 64 KiB buffer. Tests and benchmarks open the same stream here, or take its
 * digest, to check what came back.
 *
 * <p>The sequence is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", 2014; the mixing constants are Stafford's variant 13), seeded with {@code seed},
 * every long written as eight bytes, lowest first, the last one cut off at {@code length}. A
 * shorter stream is thus a prefix of a longer one with the same seed. Not for secrets.
 */
public final class SeededBytes {

  private static final int BLOCK_BYTES = 64 * 1024;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final byte[] block = new byte[BLOCK_BYTES];
  private long state;
  private long remainingBytes;

  SeededBytes(long lengthBytes, long seed) {
    if (lengthBytes < 0) {
      throw new IllegalArgumentException("lengthBytes must not be negative: " + lengthBytes);
    }
    this.state = seed;
    this.remainingBytes = lengthBytes;
  }

  /**
   * A stream of exactly {@code lengthBytes} bytes. Not safe for several threads at once.
   *
   * @throws IllegalArgumentException if {@code lengthBytes} is negative
   */
  public static InputStream open(long lengthBytes, long seed) {
    return new SeededStream(new SeededBytes(lengthBytes, seed));
  }

  /**
   * SHA-256 of that stream, as 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code lengthBytes} is negative
   */
  public static String sha256(long lengthBytes, long seed) {
    MessageDigest digest = sha256();
    SeededBytes bytes = new SeededBytes(lengthBytes, seed);
    for (int count = bytes.next(); count > 0; count = bytes.next()) {
      digest.update(bytes.block, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Fills {@link #block} anew and says how many of its bytes count; 0 at the end. */
  int next() {
    int count = (int) Math.min(BLOCK_BYTES, remainingBytes);
    long z = state;
    for (int at = 0; at < count; at += Long.BYTES) {
      z += GOLDEN_GAMMA;
      put(at, mix(z));
    }
    state = z;
    remainingBytes -= count;
    return count;
  }

  /** The buffer that {@link #next} fills; its content changes with the next call. */
  byte[] block() {
    return block;
  }

  private static long mix(long word) {
    long z = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** By hand: a VarHandle or ByteBuffer costs a fresh JVM more than it saves. */
  private void put(int at, long word) {
    byte[] target = block;
    target[at] = (byte) word;
    target[at + 1] = (byte) (word >>> 8);
    target[at + 2] = (byte) (word >>> 16);
    target[at + 3] = (byte) (word >>> 24);
    target[at + 4] = (byte) (word >>> 32);
    target[at + 5] = (byte) (word >>> 40);
    target[at + 6] = (byte) (word >>> 48);
    target[at + 7] = (byte) (word >>> 56);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static final class SeededStream extends InputStream {

    private final SeededBytes bytes;
    private int limit;
    private int at;

    SeededStream(SeededBytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return isExhausted() ? -1 : bytes.block[at++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (isExhausted()) {
        return -1;
      }
      int count = Math.min(length, limit - at);
      System.arraycopy(bytes.block, at, target, offset, count);
      at += count;
      return count;
    }

    private boolean isExhausted() {
      if (at == limit) {
        limit = bytes.next();
        at = 0;
      }
      return limit == 0;
    }
  }
}
