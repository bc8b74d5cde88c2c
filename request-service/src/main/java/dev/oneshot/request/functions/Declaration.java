package dev.oneshot.request.functions;

import dev.oneshot.job.Retention;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * One function as the file has it, with the defaults. Times without a unit are seconds, sizes
 * without one are bytes.
 */
record Declaration(
    @DefaultValue("") String description,
    @Nullable String handler,
    @DefaultValue("default") String pool,
    @DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration runTimeout,
    @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration queueTimeout,
    @DefaultValue("3") int attempts,
    @DefaultValue("false") boolean idempotent,
    @DefaultValue("false") boolean retryOnError,
    @DefaultValue("false") boolean requireIdempotencyKey,
    @DefaultValue("6GB") DataSize maxPayload,
    @DefaultValue("6GB") DataSize maxResult,
    @DefaultValue List<String> accepts,
    @DefaultValue("application/octet-stream") String produces,
    @Name("wait") @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration defaultWait,
    @DefaultValue("24h") @DurationUnit(ChronoUnit.SECONDS) Duration resultRetention,
    @DefaultValue("7d") @DurationUnit(ChronoUnit.SECONDS) Duration recordRetention) {
  static final String KEYS =
      "description, handler, pool, run-timeout, queue-timeout, attempts, idempotent,"
          + " retry-on-error, require-idempotency-key, max-payload, max-result, accepts, produces,"
          + " wait, result-retention, record-retention";

  private static final Duration LONGEST_RUN = Duration.ofHours(24);
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);
  private static final int MOST_ATTEMPTS = 10;
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");
  private static final Pattern MEDIA_RANGE =
      Pattern.compile("\\*/\\*|[a-z0-9!#$&^_.+-]+/(\\*|[a-z0-9!#$&^_.+-]+)");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *;[\\x20-\\x7e]*)?");

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException with the key, the value and what would be right
   */
  Function named(String name) {
    check(Function.isName(name), "the function's name must match [a-z][a-z0-9-]{0,62}");
    check(Function.isName(pool), "pool must match [a-z][a-z0-9-]{0,62}, not " + pool);
    check(
        attempts >= 1 && attempts <= MOST_ATTEMPTS,
        "attempts must lie between 1 and " + MOST_ATTEMPTS + ", not " + attempts);
    check(
        MEDIA_TYPE.matcher(produces).matches(),
        "produces must be a content type such as application/json, not " + produces);
    return new Function(
        name,
        description,
        checkedHandler(),
        pool,
        time("run-timeout", runTimeout, LONGEST_RUN),
        time("queue-timeout", queueTimeout, LONGEST_WAIT),
        attempts,
        idempotent,
        retryOnError,
        requireIdempotencyKey,
        size("max-payload", maxPayload),
        size("max-result", maxResult),
        accepts.stream().map(Declaration::checkedRange).toList(),
        produces,
        defaultWait == null ? null : waitTime(defaultWait),
        checkedRetention());
  }

  private String checkedHandler() {
    if (handler == null || !CLASS_NAME.matcher(handler).matches()) {
      throw new IllegalArgumentException(
          "handler must be the name of a class such as com.example.Resize, not "
              + (handler == null ? "missing" : handler));
    }
    return handler;
  }

  private static String checkedRange(String range) {
    String lower = range.toLowerCase(Locale.ROOT);
    check(
        MEDIA_RANGE.matcher(lower).matches(),
        "accepts must list content types without parameters, such as application/zip or image/*,"
            + " not "
            + range);
    return lower;
  }

  private Retention checkedRetention() {
    check(!resultRetention.isNegative(), "result-retention must not be negative");
    check(
        recordRetention.compareTo(resultRetention) >= 0,
        "record-retention ("
            + recordRetention
            + ") must be at least as long as result-retention ("
            + resultRetention
            + ")");
    return new Retention(resultRetention, recordRetention);
  }

  private static Duration time(String key, Duration value, Duration longest) {
    check(
        value.isPositive() && value.compareTo(longest) <= 0,
        key + " must lie above zero and not above " + longest + ", not " + value);
    return value;
  }

  private static Duration waitTime(Duration value) {
    check(
        !value.isNegative() && value.compareTo(LONGEST_RUN) <= 0,
        "wait must lie between 0s and " + LONGEST_RUN + ", not " + value);
    return value;
  }

  private static long size(String key, DataSize value) {
    check(!value.isNegative(), key + " must not be negative");
    return value.toBytes();
  }

  private static void check(boolean isRight, String message) {
    if (!isRight) {
      throw new IllegalArgumentException(message);
    }
  }
}
