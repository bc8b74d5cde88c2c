package dev.oneshot.declarations;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * What a value must be.
 *
 * @param expected completes "it must be …"
 * @param reader of the text; throws {@link IllegalArgumentException} for one that is not right
 */
public record Kind<T>(String expected, Function<String, T> reader) {
  public static final Kind<String> TEXT = new Kind<>("a text", Function.identity());

  public static final Kind<Integer> WHOLE = new Kind<>("a whole number", Integer::valueOf);

  public static final Kind<Double> NUMBER = new Kind<>("a number such as 0.5 or 20", Kind::number);

  public static final Kind<Boolean> TRUTH = oneOf(Map.of("true", true, "false", false));

  /** Without a unit in seconds. */
  public static final Kind<Duration> TIME =
      new Kind<>(
          "a time such as 30s, 15m, 24h, 7d",
          text -> DurationStyle.detectAndParse(text, ChronoUnit.SECONDS));

  /** In bytes. */
  public static final Kind<Long> SIZE =
      new Kind<>("a size", text -> DataSize.parse(text).toBytes())
          .where("a size such as 64KB, 10MB, 6GB, not below zero", bytes -> bytes >= 0);

  public Kind {
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(reader, "reader");
  }

  public static Kind<String> matching(Pattern pattern, String expected) {
    return TEXT.where(expected, text -> pattern.matcher(text).matches());
  }

  /** By the names of the choices. */
  public static <T> Kind<T> oneOf(Map<String, T> choices) {
    String names = String.join(" or ", choices.keySet().stream().sorted().toList());
    return new Kind<>(names, text -> chosen(choices.get(text)));
  }

  /** Some values of this kind only. */
  public Kind<T> where(String newExpected, Predicate<T> holds) {
    return new Kind<>(
        newExpected,
        text -> {
          T value = reader.apply(text);
          if (!holds.test(value)) {
            throw new IllegalArgumentException(newExpected);
          }
          return value;
        });
  }

  private static <T> T chosen(@Nullable T choice) {
    if (choice == null) {
      throw new IllegalArgumentException("no such choice");
    }
    return choice;
  }

  private static Double number(String text) {
    Double number = Double.valueOf(text);
    if (!Double.isFinite(number)) {
      throw new NumberFormatException(text);
    }
    return number;
  }
}
