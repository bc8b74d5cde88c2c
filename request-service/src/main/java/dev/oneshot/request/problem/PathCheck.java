package dev.oneshot.request.problem;

import java.util.List;

/**
 * Refuses paths that two readers may understand differently: what a proxy takes for one resource
 * and the application for another.
 */
final class PathCheck {
  private static final List<String> DOTS = List.of(".", "..");

  private PathCheck() {}

  /** Of the path as it was sent, without the query string. */
  static boolean isPlain(String path) {
    if (path.equals("/")) {
      return true;
    }
    // a slash at the end is only a path that leads nowhere
    String segments = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return segments.startsWith("/")
        && List.of(segments.substring(1).split("/", -1)).stream().allMatch(PathCheck::isSegment);
  }

  private static boolean isSegment(String raw) {
    return !raw.isEmpty()
        && raw.indexOf(';') < 0
        && PercentCoding.decoded(raw).filter(PathCheck::isHarmless).isPresent();
  }

  private static boolean isHarmless(String segment) {
    return !DOTS.contains(segment)
        && segment
            .chars()
            .noneMatch(c -> c == '/' || c == '\\' || c == ';' || Character.isISOControl(c));
  }
}
