package dev.oneshot.request.reading;

import java.util.List;

/** Entity tags of results: the SHA-256 of their bytes, in quotes (RFC 9110, section 8.8.3). */
final class EntityTags {
  private EntityTags() {}

  static String of(String sha256) {
    return '"' + sha256 + '"';
  }

  /** For {@code If-None-Match}: {@code *}, or a list of tags, compared weakly. */
  static boolean matchesAny(List<String> headers, String sha256) {
    String tag = of(sha256);
    return headers.stream()
        .flatMap(header -> List.of(header.split(",", -1)).stream())
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
  }

  /** For {@code If-Range}: one tag, compared strongly; a date is never ours. */
  static boolean isExactly(List<String> headers, String sha256) {
    return headers.size() == 1 && headers.getFirst().strip().equals(of(sha256));
  }
}
