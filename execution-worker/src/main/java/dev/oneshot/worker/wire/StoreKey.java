package dev.oneshot.worker.wire;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What a login by SCRAM-SHA-256 derives from the password with thousands of rounds (RFC 5802,
 * {@code SaltedPassword}): the same each time while the user keeps password, salt and rounds. At
 * this user's server it is worth as much as the password.
 *
 * @param salt in base64, as the server says it
 * @param key in base64
 */
public record StoreKey(int rounds, String salt, String key) {
  private static final int BITS = 256;
  private static final char SEPARATOR = ':';

  static StoreKey derive(String password, int rounds, String salt) throws GeneralSecurityException {
    PBEKeySpec wanted =
        new PBEKeySpec(password.toCharArray(), Base64.getDecoder().decode(salt), rounds, BITS);
    SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
    byte[] key = factory.generateSecret(wanted).getEncoded();
    return new StoreKey(rounds, salt, Base64.getEncoder().encodeToString(key));
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it did not; it does not repeat any of it
   */
  public static StoreKey read(String text) {
    int first = text.indexOf(SEPARATOR);
    int last = text.lastIndexOf(SEPARATOR);
    try {
      if (first < last) {
        int rounds = Integer.parseInt(text.substring(0, first));
        StoreKey read =
            new StoreKey(rounds, text.substring(first + 1, last), text.substring(last + 1));
        if (read.bytes().length == BITS / Byte.SIZE) {
          return read;
        }
      }
    } catch (IllegalArgumentException e) {
      // said below: the message repeats what could not be read
    }
    throw new IllegalArgumentException("not ROUNDS:SALT:KEY as StoreKeyMain prints it");
  }

  public String text() {
    return "" + rounds + SEPARATOR + salt + SEPARATOR + key;
  }

  byte[] bytes() {
    return Base64.getDecoder().decode(key);
  }

  boolean isOf(int wantedRounds, String wantedSalt) {
    return rounds == wantedRounds && salt.equals(wantedSalt);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "StoreKey[rounds=" + rounds + "]";
  }
}
