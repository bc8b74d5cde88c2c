package dev.oneshot.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * SHA-256 (FIPS 180-4) of an array, and HMAC (RFC 2104) by it, by nothing but arithmetic. Compared
 * with the platform's in PlainSha256Test.
 */
public final class PlainSha256 {
  private static final int BLOCK_BYTES = 64;
  private static final int LENGTH_BYTES = 8;
  private static final int ROUNDS = 64;
  private static final int END_OF_MESSAGE = 0x80;
  private static final int INNER_PAD = 0x36;
  private static final int OUTER_PAD = 0x5c;

  private static final int[] K = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  private final int[] state = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private final int[] schedule = new int[ROUNDS];

  private PlainSha256() {}

  public static byte[] of(byte[] message) {
    PlainSha256 digest = new PlainSha256();
    int whole = message.length - message.length % BLOCK_BYTES;
    for (int from = 0; from < whole; from += BLOCK_BYTES) {
      digest.compress(message, from);
    }
    digest.end(message, whole);
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * digest.state.length);
    for (int word : digest.state) {
      bytes.putInt(word);
    }
    return bytes.array();
  }

  public static byte[] hmac(byte[] key, byte[] message) {
    byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? of(key) : key, BLOCK_BYTES);
    return of(joined(block, OUTER_PAD, of(joined(block, INNER_PAD, message))));
  }

  private static byte[] joined(byte[] key, int pad, byte[] message) {
    byte[] joined = Arrays.copyOf(key, BLOCK_BYTES + message.length);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      joined[i] ^= (byte) pad;
    }
    System.arraycopy(message, 0, joined, BLOCK_BYTES, message.length);
    return joined;
  }

  private void end(byte[] message, int from) {
    int rest = message.length - from;
    boolean hasRoom = rest + 1 + LENGTH_BYTES <= BLOCK_BYTES;
    byte[] last = new byte[hasRoom ? BLOCK_BYTES : 2 * BLOCK_BYTES];
    System.arraycopy(message, from, last, 0, rest);
    last[rest] = (byte) END_OF_MESSAGE;
    ByteBuffer.wrap(last).putLong(last.length - LENGTH_BYTES, (long) message.length * Byte.SIZE);
    for (int block = 0; block < last.length; block += BLOCK_BYTES) {
      compress(last, block);
    }
  }

  // compiled before it has run often (BuildDistribution); so all of it is in one method
  private void compress(byte[] message, int from) {
    int[] w = schedule;
    for (int i = 0; i < 16; i++) {
      int at = from + 4 * i;
      w[i] =
          message[at] << 24
              | (message[at + 1] & 0xff) << 16
              | (message[at + 2] & 0xff) << 8
              | (message[at + 3] & 0xff);
    }
    for (int i = 16; i < ROUNDS; i++) {
      int x = w[i - 15];
      int y = w[i - 2];
      w[i] =
          w[i - 16]
              + w[i - 7]
              + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
              + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int i = 0; i < ROUNDS; i++) {
      int one =
          h
              + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7))
              + (g ^ (e & (f ^ g)))
              + K[i]
              + w[i];
      int two =
          ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10))
              + ((a & b) | (c & (a | b)));
      h = g;
      g = f;
      f = e;
      e = d + one;
      d = c;
      c = b;
      b = a;
      a = one + two;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
