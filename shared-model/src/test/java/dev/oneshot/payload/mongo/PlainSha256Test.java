package dev.oneshot.payload.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainSha256Test {
  @Test
  void givesTheStandardsExample() {
    byte[] digest = PlainSha256.of("abc".getBytes(StandardCharsets.US_ASCII));

    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void isThePlatformsForAnyLength() {
    Random random = new Random(1);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Sha256.PLAIN.of(bytes)).isEqualTo(Sha256.PLATFORM.of(bytes));
    }
    byte[] large = new byte[256 * 1024 + 1];
    random.nextBytes(large);
    assertThat(Sha256.PLAIN.hex(large)).isEqualTo(Sha256.PLATFORM.hex(large));
  }
}
