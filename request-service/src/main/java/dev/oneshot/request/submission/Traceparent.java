package dev.oneshot.request.submission;

import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context, version 00: a call's own span, below its caller's when that one sent a
 * context.
 */
final class Traceparent {
  private static final Pattern FORMAT =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2}).*");

  private Traceparent() {}

  /** A malformed context is replaced by a new one, as the specification wants it. */
  static String childOf(@Nullable String received) {
    String text = received == null ? "" : received;
    Matcher context = FORMAT.matcher(text);
    boolean isKnown = context.matches() && !text.startsWith("ff");
    String trace = isKnown ? context.group(1) : randomHex(16);
    String flags = isKnown ? context.group(2) : "00";
    return "00-" + trace + '-' + randomHex(8) + '-' + flags;
  }

  private static String randomHex(int bytes) {
    byte[] bits = new byte[bytes];
    Random random = ThreadLocalRandom.current();
    random.nextBytes(bits);
    bits[0] |= 1; // never all zero
    return HexFormat.of().formatHex(bits);
  }
}
