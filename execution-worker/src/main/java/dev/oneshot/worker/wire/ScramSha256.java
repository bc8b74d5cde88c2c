package dev.oneshot.worker.wire;

import static dev.oneshot.crypto.PlainSha256.hmac;

import dev.oneshot.crypto.PlainSha256;
import dev.oneshot.crypto.SystemRandom;
import dev.oneshot.worker.wire.StoreAddress.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one login by SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.
 * For passwords that are their own SASLprep.
 */
final class ScramSha256 {
  static final String NAME = "SCRAM-SHA-256";

  private static final String NO_CHANNEL_BINDING = "n,,";
  private static final int NONCE_BYTES = 24;

  /** RFC 7677 asks for as many; fewer would let a false server guess at the password cheaply. */
  private static final int LEAST_ROUNDS = 4096;

  private final Login login;
  private final String clientNonce;
  private final String clientFirst;
  private @Nullable StoreKey key;
  private String serverSignature = "";

  ScramSha256(Login login) {
    this(login, Base64.getEncoder().encodeToString(SystemRandom.bytes(NONCE_BYTES)));
  }

  ScramSha256(Login login, String clientNonce) {
    this.login = login;
    this.clientNonce = clientNonce;
    String user = login.user().replace("=", "=3D").replace(",", "=2C");
    this.clientFirst = "n=" + user + ",r=" + clientNonce;
    this.key = login.key();
  }

  /** The key of this login, once it was needed. */
  @Nullable StoreKey key() {
    return key;
  }

  String first() {
    return NO_CHANNEL_BINDING + clientFirst;
  }

  /**
   * What proves that the password is known, and asks the server to prove the same.
   *
   * @throws IOException when the server did not say what it must
   */
  String last(String serverFirst) throws IOException {
    Map<Character, String> said = attributes(serverFirst);
    String nonce = said.getOrDefault('r', "");
    if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
      throw new IOException("the store answered another login");
    }
    String withoutProof =
        "c=" + Base64.getEncoder().encodeToString(ascii(NO_CHANNEL_BINDING)) + ",r=" + nonce;
    byte[] signed = ascii(clientFirst + "," + serverFirst + "," + withoutProof);
    try {
      byte[] salted = salted(said);
      byte[] clientKey = hmac(salted, ascii("Client Key"));
      byte[] proof = xor(clientKey, hmac(PlainSha256.of(clientKey), signed));
      serverSignature =
          Base64.getEncoder().encodeToString(hmac(hmac(salted, ascii("Server Key")), signed));
      return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("the store cannot be logged in to", e);
    }
  }

  private byte[] salted(Map<Character, String> said) throws GeneralSecurityException {
    int rounds = Integer.parseInt(said.getOrDefault('i', "0"));
    if (rounds < LEAST_ROUNDS) {
      throw new IllegalArgumentException("too few rounds: " + rounds);
    }
    String salt = said.getOrDefault('s', "");
    StoreKey known = key;
    if (known == null || !known.isOf(rounds, salt)) {
      known = StoreKey.derive(login.password(), rounds, salt);
      key = known;
    }
    return known.bytes();
  }

  /**
   * Looks whether the server knows the password too.
   *
   * @throws IOException when it does not
   */
  void verify(String serverLast) throws IOException {
    String signature = attributes(serverLast).getOrDefault('v', "");
    if (serverSignature.isEmpty()
        || !MessageDigest.isEqual(ascii(signature), ascii(serverSignature))) {
      throw new IOException("the store did not prove that it knows the password");
    }
  }

  private static Map<Character, String> attributes(String message) {
    Map<Character, String> attributes = new HashMap<>();
    for (String part : message.split(",", -1)) {
      if (part.length() > 2 && part.charAt(1) == '=') {
        attributes.put(part.charAt(0), part.substring(2));
      }
    }
    return attributes;
  }

  private static byte[] xor(byte[] some, byte[] others) {
    byte[] result = some.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= others[i];
    }
    return result;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
