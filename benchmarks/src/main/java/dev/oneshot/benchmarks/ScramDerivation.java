package dev.oneshot.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * {@link Hello} that first derives a key from a password as the MongoDB driver does to log in by
 * SCRAM-SHA-256: PBKDF2 with HMAC-SHA-256, once a client, then cached. Source: {@code
 * ScramShaAuthenticator} of mongodb-driver-core 5.8; 15,000 rounds are MongoDB's default ({@code
 * scramSHA256IterationCount}).
 */
final class ScramDerivation {
  private static final int ROUNDS = 15_000;
  private static final int SALT_BYTES = 28;
  private static final int KEY_BITS = 256;

  private ScramDerivation() {}

  public static void main(String[] arguments) throws GeneralSecurityException, IOException {
    byte[] salt = new byte[SALT_BYTES];
    ThreadLocalRandom.current().nextBytes(salt);
    PBEKeySpec password =
        new PBEKeySpec("a password of a worker".toCharArray(), salt, ROUNDS, KEY_BITS);
    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(password);
    Hello.main(arguments);
  }
}
