package dev.oneshot.examples.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SeededBytesTest {

  @Test
  void followsSplitMix64_asPublished() throws IOException {
    // The first outputs of the reference implementation for seed 1234567.
    ByteBuffer words = ByteBuffer.wrap(bytes(40, 1234567)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(Long.toUnsignedString(words.getLong())).isEqualTo("6457827717110365317");
    assertThat(Long.toUnsignedString(words.getLong())).isEqualTo("3203168211198807973");
    assertThat(Long.toUnsignedString(words.getLong())).isEqualTo("9817491932198370423");
  }

  @Test
  void isAPrefixOfALongerStream_atEveryLength() throws IOException {
    byte[] all = bytes(200_000, 42);

    for (int length : new int[] {0, 1, 7, 8, 9, 65_535, 65_536, 65_537, 199_999}) {
      assertThat(bytes(length, 42)).hasSize(length).isEqualTo(java.util.Arrays.copyOf(all, length));
    }
  }

  @Test
  void givesTheSameBytes_oneByOneAndInBlocks() throws IOException {
    byte[] expected = bytes(70_000, 3);
    try (InputStream stream = SeededBytes.open(70_000, 3)) {
      for (byte b : expected) {
        assertThat(stream.read()).isEqualTo(b & 0xFF);
      }
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void digestsTheSameBytesThatItStreams() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(100_001, -5));

    assertThat(SeededBytes.sha256(100_001, -5)).isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(SeededBytes.sha256(100_001, -5)).isNotEqualTo(SeededBytes.sha256(100_001, -4));
  }

  @Test
  void refusesANegativeLength() {
    assertThatThrownBy(() -> SeededBytes.sha256(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(long length, long seed) throws IOException {
    try (InputStream stream = SeededBytes.open(length, seed)) {
      return stream.readAllBytes();
    }
  }
}
