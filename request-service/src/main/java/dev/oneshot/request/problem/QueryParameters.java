package dev.oneshot.request.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request's query parameters, strictly: each one known and given once. Parsed from the query
 * string itself, because the servlet API's own parameters would swallow the body of a form.
 */
public final class QueryParameters {
  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * For a path that takes the given parameters; none when there are none.
   *
   * @throws ProblemException with {@link ProblemCode#INVALID_PARAMETER} for a parameter that is
   *     unknown, repeated or not UTF-8
   */
  public static QueryParameters of(HttpServletRequest request, String... known) {
    Map<String, String> values = new HashMap<>();
    String query = request.getQueryString();
    if (query != null && !query.isEmpty()) {
      for (String parameter : query.split("&", -1)) {
        add(parameter, Arrays.asList(known), values);
      }
    }
    return new QueryParameters(values);
  }

  private static void add(String parameter, List<String> known, Map<String, String> values) {
    int equals = parameter.indexOf('=');
    String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
    if (!known.contains(name)) {
      throw wrong(
          "There is no query parameter of this name here; "
              + (known.isEmpty() ? "the path takes none." : "known are " + known + '.'));
    }
    if (values.put(name, equals < 0 ? "" : decoded(parameter.substring(equals + 1))) != null) {
      throw wrong("The query parameter " + name + " may be given once only.");
    }
  }

  private static String decoded(String raw) {
    return PercentCoding.decoded(raw.replace('+', ' '))
        .orElseThrow(() -> wrong("The query string must be percent-encoded UTF-8."));
  }

  /** Empty when the parameter was not given; an empty text when it was given without a value. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static ProblemException wrong(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
