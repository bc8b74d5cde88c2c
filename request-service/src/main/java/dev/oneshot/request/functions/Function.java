package dev.oneshot.request.functions;

import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as it is declared; {@link FunctionFile} has the defaults. A snapshot: a later change
 * of the file makes another one.
 *
 * @param attempts how often a call may be attempted when it may be attempted more than once:
 *     asynchronous calls always, synchronous ones where {@code isIdempotent} or with a key
 * @param isRetriedOnError whether an error of the function itself is followed by another attempt
 * @param needsIdempotencyKey whether calls without {@code Idempotency-Key} are refused
 * @param accepts content types without parameters, in lower case, or {@code type/*}; none means any
 * @param produces content type of a result that names none
 * @param defaultWait how long a synchronous call waits that does not say so itself; null: the
 *     service's default
 */
public record Function(
    String name,
    String description,
    String handler,
    String pool,
    Duration runTimeout,
    Duration queueTimeout,
    int attempts,
    boolean isIdempotent,
    boolean isRetriedOnError,
    boolean needsIdempotencyKey,
    long maxPayloadBytes,
    long maxResultBytes,
    List<String> accepts,
    String produces,
    @Nullable Duration defaultWait,
    Retention retention,
    Limits limits) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  public Function {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(runTimeout, "runTimeout");
    Objects.requireNonNull(queueTimeout, "queueTimeout");
    Objects.requireNonNull(produces, "produces");
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(limits, "limits");
    accepts = List.copyOf(accepts);
  }

  /** Whether the text may be a function's or a pool's name; any text may be asked. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Whether the function takes a payload of this type.
   *
   * @param contentType as the caller sent it, parameters included; null counts as {@code
   *     application/octet-stream} (RFC 9110, section 8.3)
   */
  public boolean takes(@Nullable String contentType) {
    if (accepts.isEmpty()) {
      return true;
    }
    String type = withoutParameters(contentType == null ? "application/octet-stream" : contentType);
    String anyOfIts = type.substring(0, type.indexOf('/') + 1) + '*';
    return accepts.contains(type) || accepts.contains(anyOfIts) || accepts.contains("*/*");
  }

  private static String withoutParameters(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** For calls that may be attempted again; others are {@link RetryPolicy#AT_MOST_ONCE}. */
  public RetryPolicy retryPolicy() {
    return new RetryPolicy(attempts, isRetriedOnError);
  }
}
