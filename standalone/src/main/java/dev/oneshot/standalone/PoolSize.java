package dev.oneshot.standalone;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many workers.
 *
 * @param min idle ones wanted
 * @param max live ones allowed
 */
record PoolSize(int min, int max) {
  private static final int DEFAULT_MAX_FACTOR = 4;

  /** Reads {@code MIN} or {@code MIN:MAX}. */
  static final class Converter implements ITypeConverter<PoolSize> {
    @Override
    public PoolSize convert(String text) {
      String[] parts = text.split(":", -1);
      try {
        int min = Integer.parseInt(parts[0]);
        int max =
            parts.length == 1 ? Math.max(1, min * DEFAULT_MAX_FACTOR) : Integer.parseInt(parts[1]);
        if (parts.length <= 2 && min >= 0 && max >= Math.max(1, min) && max <= 1000) {
          return new PoolSize(min, max);
        }
      } catch (NumberFormatException e) {
        // answered below
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is no pool size; give MIN or MIN:MAX with 0 <= MIN <= MAX <= 1000, for example 2:8");
    }
  }
}
