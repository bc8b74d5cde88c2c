package dev.oneshot.request.submission;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * W3C Trace Context, version 00: a call's own span, below its caller's when that one sent a
 * context.
 */
final class Traceparent {
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");

  private Traceparent() {}

  /**
   * A malformed context, or more than one, is replaced by a new one, as the specification wants it.
   *
   * @param received every header of this name
   */
  static String childOf(List<String> received) {
    Matcher context = FORMAT.matcher(received.size() == 1 ? received.getFirst().strip() : "");
    // only later versions may have more fields
    boolean isKnown =
        context.matches() && (context.group(4) == null || !context.group(1).equals("00"));
    String trace = isKnown ? context.group(2) : randomHex(16);
    String flags = isKnown ? context.group(3) : "00";
    return "00-" + trace + '-' + randomHex(8) + '-' + sampledOnly(flags);
  }

  // the other bits mean nothing in this version and must be sent as zero
  private static String sampledOnly(String flags) {
    return (Integer.parseInt(flags, 16) & 1) == 1 ? "01" : "00";
  }

  private static String randomHex(int bytes) {
    byte[] bits = new byte[bytes];
    Random random = ThreadLocalRandom.current();
    random.nextBytes(bits);
    bits[0] |= 1; // never all zero
    return HexFormat.of().formatHex(bits);
  }
}
