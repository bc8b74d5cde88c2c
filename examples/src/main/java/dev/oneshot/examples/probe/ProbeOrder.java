package dev.oneshot.examples.probe;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * What the probe is told to do, as read from the request's body. Plain fields instead of a record:
 * they are filled one by one while the JSON streams past, and there are twelve of them.
 */
final class ProbeOrder {

  private static final String SHAPE =
      "The body must be one JSON object such as {\"sleepMillis\": 100}, or empty";
  private static final String FIELDS =
      "sleepMillis, spinMillis, outputBytes, seed, allocateBytes, scratchBytes, log, logError, fail,"
          + " exit, ignoreInterrupt";
  private static final int LARGEST_EXIT_CODE = 255;

  long sleepMillis;
  long spinMillis;
  long allocateBytes;
  long scratchBytes;

  /** -1 for none: the probe then answers with what it knows about itself. */
  long outputBytes = -1;

  long seed;

  /** -1 for none. */
  int exit = -1;

  @Nullable String log;
  @Nullable String logError;
  @Nullable String fail;
  boolean ignoreInterrupt;

  private ProbeOrder() {}

  /**
   * Reads an order to the end of {@code body}.
   *
   * @throws IllegalArgumentException if it is anything but one JSON object of known fields; says
   *     what was wrong and what would be right
   * @throws IOException if the body could not be read
   */
  static ProbeOrder read(InputStream body) throws IOException {
    JsonFactory json =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), body)) {
      ProbeOrder order = new ProbeOrder();
      order.readAll(parser);
      return order;
    } catch (StreamReadException e) {
      throw new IllegalArgumentException(SHAPE + ". It is not JSON: " + e.getOriginalMessage(), e);
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  private void readAll(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(SHAPE + ", but it is " + kind(first) + ".");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      readField(field, parser);
    }
    if (parser.nextToken() != null) {
      throw new IllegalArgumentException(SHAPE + ", but more follows after its closing brace.");
    }
  }

  private void readField(String field, JsonParser parser) {
    switch (field) {
      case "sleepMillis" -> sleepMillis = wholeNumber(field, parser);
      case "spinMillis" -> spinMillis = wholeNumber(field, parser);
      case "allocateBytes" -> allocateBytes = wholeNumber(field, parser);
      case "scratchBytes" -> scratchBytes = wholeNumber(field, parser);
      case "outputBytes" -> outputBytes = wholeNumber(field, parser);
      case "seed" -> seed = wholeNumber(field, parser);
      case "exit" -> exit = exitCode(field, parser);
      case "log" -> log = text(field, parser);
      case "logError" -> logError = text(field, parser);
      case "fail" -> fail = text(field, parser);
      case "ignoreInterrupt" -> ignoreInterrupt = flag(field, parser);
      default ->
          throw new IllegalArgumentException(
              "Unknown field \"" + field + "\". Known fields are " + FIELDS + ".");
    }
  }

  private static long wholeNumber(String field, JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrongType(field, "a whole number of 0 or more", parser);
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is out of range: it must lie between 0 and " + Long.MAX_VALUE + ".");
    }
    long value = parser.getLongValue();
    if (value < 0) {
      throw new IllegalArgumentException(
          "\"" + field + "\" must be a whole number of 0 or more, but it is " + value + ".");
    }
    return value;
  }

  private static int exitCode(String field, JsonParser parser) {
    long value = wholeNumber(field, parser);
    if (value > LARGEST_EXIT_CODE) {
      throw new IllegalArgumentException(
          "\"" + field + "\" must be an exit code from 0 to 255, but it is " + value + ".");
    }
    return (int) value;
  }

  private static String text(String field, JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrongType(field, "a string", parser);
    }
    return parser.getString();
  }

  private static boolean flag(String field, JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw wrongType(field, "true or false", parser);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private static IllegalArgumentException wrongType(
      String field, String expected, JsonParser parser) {
    return new IllegalArgumentException(
        "\""
            + field
            + "\" must be "
            + expected
            + ", but it is "
            + kind(parser.currentToken())
            + ".");
  }

  private static String kind(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case null, default -> "missing";
    };
  }
}
