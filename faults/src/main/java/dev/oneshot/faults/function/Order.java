package dev.oneshot.faults.function;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@link Work} is told to do, in text: a line {@code name=value} for each.
 *
 * @param ledger the file to note in
 * @param millis of sleep before it answers
 * @param bytes of its result, at least its first line; longer ones are written in steps over {@code
 *     millis}
 * @param deaths in how many attempts, from the first on, it kills its own process half-way
 * @param deed what it does beside, after it has noted its start
 * @param padding bytes that the order is longer than it need be
 */
public record Order(Path ledger, long millis, long bytes, int deaths, Deed deed, int padding) {
  /** Of a ledger, for a short job with a short result. */
  public static Order in(Path ledger) {
    return new Order(ledger, 0, 0, 0, Deed.NONE, 0);
  }

  public Order lasting(long newMillis) {
    return new Order(ledger, newMillis, bytes, deaths, deed, padding);
  }

  public Order returning(long newBytes) {
    return new Order(ledger, millis, newBytes, deaths, deed, padding);
  }

  public Order dying(int newDeaths) {
    return new Order(ledger, millis, bytes, newDeaths, deed, padding);
  }

  public Order doing(Deed newDeed) {
    return new Order(ledger, millis, bytes, deaths, newDeed, padding);
  }

  /** With a text so long that it is stored as a file. */
  public Order padded(int newPadding) {
    return new Order(ledger, millis, bytes, deaths, deed, newPadding);
  }

  static Order read(InputStream text) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line : new String(text.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      int end = line.indexOf('=');
      if (end > 0) {
        values.put(line.substring(0, end), line.substring(end + 1));
      }
    }
    return new Order(
        Path.of(value(values, "ledger")),
        Long.parseLong(value(values, "millis")),
        Long.parseLong(value(values, "bytes")),
        Integer.parseInt(value(values, "deaths")),
        Deed.valueOf(value(values, "deed")),
        0);
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the order does not say " + name);
    }
    return value;
  }

  /** As {@link Work} reads it. */
  public String text() {
    return "ledger="
        + ledger
        + "\nmillis="
        + millis
        + "\nbytes="
        + bytes
        + "\ndeaths="
        + deaths
        + "\ndeed="
        + deed
        + '\n'
        + "#".repeat(padding);
  }
}
