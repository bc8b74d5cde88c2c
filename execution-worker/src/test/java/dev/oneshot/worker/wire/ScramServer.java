package dev.oneshot.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** The server's side of SCRAM-SHA-256 (RFC 5802), for one user and one login at a time. */
final class ScramServer {
  private static final byte[] SALT = "a salt of twenty-eight bytes".getBytes(UTF_8);
  private static final int ROUNDS = 15_000;

  private final byte[] storedKey;
  private final byte[] serverKey;
  private String clientFirst = "";
  private String serverFirst = "";
  int logins;

  ScramServer(String password) throws GeneralSecurityException {
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ROUNDS, 256))
            .getEncoded();
    this.storedKey = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
    this.serverKey = hmac(salted, "Server Key");
  }

  BsonDocument answer(BsonDocument command) {
    return switch (command.getFirstKey()) {
      case "isMaster", "hello", "ismaster" ->
          FakeServer.primary()
              .append(
                  "saslSupportedMechs", new BsonArray(List.of(new BsonString("SCRAM-SHA-256"))));
      case "saslStart" -> first(payload(command));
      case "saslContinue" -> last(payload(command));
      default -> logins > 0 ? FakeServer.ok() : FakeServer.refusal(13);
    };
  }

  private static String payload(BsonDocument command) {
    return new String(command.getBinary("payload").getData(), UTF_8);
  }

  private BsonDocument first(String said) {
    clientFirst = said.substring("n,,".length());
    String nonce = clientFirst.substring(clientFirst.indexOf("r=") + 2);
    serverFirst =
        "r="
            + nonce
            + UUID.randomUUID()
            + ",s="
            + Base64.getEncoder().encodeToString(SALT)
            + ",i="
            + ROUNDS;
    return says(serverFirst, false);
  }

  private BsonDocument last(String said) {
    int at = said.indexOf(",p=");
    String signed = clientFirst + "," + serverFirst + "," + said.substring(0, at);
    byte[] proof = Base64.getDecoder().decode(said.substring(at + 3));
    try {
      byte[] signature = hmac(storedKey, signed);
      byte[] clientKey = new byte[proof.length];
      for (int i = 0; i < proof.length; i++) {
        clientKey[i] = (byte) (proof[i] ^ signature[i]);
      }
      if (!Arrays.equals(MessageDigest.getInstance("SHA-256").digest(clientKey), storedKey)) {
        return FakeServer.refusal(18);
      }
      logins++;
      return says("v=" + Base64.getEncoder().encodeToString(hmac(serverKey, signed)), true);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BsonDocument says(String payload, boolean isDone) {
    return FakeServer.ok()
        .append("conversationId", new BsonInt32(1))
        .append("done", BsonBoolean.valueOf(isDone))
        .append("payload", new BsonBinary(payload.getBytes(UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
