package dev.oneshot.request.reading;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Range} header asks for (RFC 9110, section 14). Only one range is ever given: a list
 * of them is answered with the whole, which keeps callers from multiplying our work.
 */
sealed interface ByteRange {
  /** All bytes, because nothing else was asked for or the request for it does not count. */
  record Whole(long total) implements ByteRange {}

  /**
   * Some bytes.
   *
   * @param last the position of the last one, so at least {@code first}
   */
  record Part(long first, long last, long total) implements ByteRange {
    long length() {
      return last - first + 1;
    }

    String contentRange() {
      return "bytes " + first + '-' + last + '/' + total;
    }
  }

  /** Beyond the end. */
  record Unsatisfiable(long total) implements ByteRange {
    String contentRange() {
      return "bytes */" + total;
    }
  }

  Pattern SINGLE = Pattern.compile("(?i:bytes)=[ \\t]*([0-9]*)-([0-9]*)[ \\t]*");

  /** Never throws: a header that is malformed or of another unit asks for nothing. */
  static ByteRange parse(List<String> headers, long total) {
    if (headers.size() != 1) {
      return new Whole(total);
    }
    Matcher single = SINGLE.matcher(headers.getFirst());
    if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
      return new Whole(total);
    }
    return single.group(1).isEmpty()
        ? suffix(position(single.group(2)), total)
        : from(position(single.group(1)), single.group(2), total);
  }

  private static ByteRange suffix(long length, long total) {
    return length == 0 || total == 0
        ? new Unsatisfiable(total)
        : new Part(Math.max(0, total - length), total - 1, total);
  }

  private static ByteRange from(long first, String lastText, long total) {
    long last = lastText.isEmpty() ? Long.MAX_VALUE : position(lastText);
    if (last < first) {
      return new Whole(total);
    }
    return first >= total
        ? new Unsatisfiable(total)
        : new Part(first, Math.min(last, total - 1), total);
  }

  // what does not fit lies beyond any end
  private static long position(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
