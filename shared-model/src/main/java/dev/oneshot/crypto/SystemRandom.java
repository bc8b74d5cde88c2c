package dev.oneshot.crypto;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;

/** Random bytes that nobody can guess, from the system's generator itself. */
public final class SystemRandom {
  private SystemRandom() {}

  public static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    try (InputStream system = new FileInputStream("/dev/urandom")) {
      if (system.readNBytes(bytes, 0, count) < count) {
        throw new EOFException();
      }
    } catch (IOException e) {
      new SecureRandom().nextBytes(bytes);
    }
    return bytes;
  }
}
