package dev.oneshot.request.problem;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-encoded UTF-8 (RFC 3986, section 2.1), without the forgiveness of {@code URLDecoder}. */
final class PercentCoding {
  private PercentCoding() {}

  /** Empty where the text is not ASCII, an escape is incomplete or the bytes are not UTF-8. */
  static Optional<String> decoded(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      int octet = raw.charAt(i);
      if (octet == '%') {
        octet = escape(raw, i + 1);
        i += 2;
      } else if (octet > 0x7e) {
        return Optional.empty();
      }
      if (octet < 0) {
        return Optional.empty();
      }
      bytes.write(octet);
    }
    return utf8(bytes.toByteArray());
  }

  private static int escape(String raw, int from) {
    if (from + 2 > raw.length()) {
      return -1;
    }
    int high = Character.digit(raw.charAt(from), 16);
    int low = Character.digit(raw.charAt(from + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
