package dev.oneshot.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class PlainSha256Test {
  private final Random random = new Random(1);

  @Test
  void givesTheStandardsExample() {
    byte[] digest = PlainSha256.of("abc".getBytes(StandardCharsets.US_ASCII));

    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void isThePlatformsForAnyLength() throws Exception {
    for (int length = 0; length < 300; length++) {
      byte[] bytes = bytes(length);
      assertThat(PlainSha256.of(bytes)).isEqualTo(platform(bytes));
    }
    byte[] large = bytes(256 * 1024 + 1);
    assertThat(PlainSha256.of(large)).isEqualTo(platform(large));
  }

  @Test
  void authenticatesAsThePlatformDoes() throws Exception {
    for (int length = 1; length < 200; length++) {
      byte[] key = bytes(length);
      byte[] message = bytes(200 - length);
      assertThat(PlainSha256.hmac(key, message)).isEqualTo(platform(key, message));
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] platform(byte[] message) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(message);
  }

  private static byte[] platform(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
