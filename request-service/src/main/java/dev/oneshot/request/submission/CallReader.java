package dev.oneshot.request.submission;

import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.problem.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Checks everything that a call's line and headers say, before a byte of its body is read. */
final class CallReader {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,8}");
  private static final String OPAQUE = "application/octet-stream";

  private final FunctionRegistry functions;

  CallReader(FunctionRegistry functions) {
    this.functions = functions;
  }

  /** A name that callers cannot make up, for metrics. */
  String label(String name) {
    return functions.find(name).map(Function::name).orElse("unknown");
  }

  Call read(String name, HttpServletRequest request, boolean isSynchronous) {
    QueryParameters.of(request);
    Function function = functions.called(name);
    requireNoEncoding(request);
    String contentType = contentType(function, request);
    requireLength(function, request);
    Optional<String> key = idempotencyKey(function, request);
    return new Call(
        function,
        contentType,
        request.getContentLengthLong(),
        body(request),
        key,
        timeout(request, "Oneshot-Queue-Timeout", function.queueTimeout()),
        timeout(request, "Oneshot-Run-Timeout", function.runTimeout()),
        isSynchronous,
        Traceparent.childOf(Collections.list(request.getHeaders("traceparent"))));
  }

  private static InputStream body(HttpServletRequest request) {
    try {
      return request.getInputStream();
    } catch (IOException e) {
      throw new ProblemException(ProblemCode.INVALID_REQUEST, "The body cannot be read.");
    }
  }

  private static void requireNoEncoding(HttpServletRequest request) {
    // every header of this name: a second one would let a compressed body through
    boolean isPlain =
        Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
            .allMatch("identity"::equalsIgnoreCase);
    if (!isPlain) {
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_CONTENT_ENCODING,
          "Bodies are kept as they are sent; send this one without Content-Encoding, or name what it is by its"
              + " Content-Type.");
    }
  }

  private static String contentType(Function function, HttpServletRequest request) {
    String sent = request.getContentType();
    if (sent == null) {
      if (isWithoutBody(request)) {
        return OPAQUE;
      }
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_CONTENT_TYPE,
          "Say what the body is with a Content-Type header, for example " + OPAQUE + '.');
    }
    requireMediaType(sent, request);
    if (!function.takes(sent)) {
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_CONTENT_TYPE,
          "Function " + function.name() + " takes " + function.accepts() + " only.");
    }
    return sent;
  }

  private static void requireMediaType(String contentType, HttpServletRequest request) {
    boolean isOnlyOne = Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE)).size() == 1;
    if (!isOnlyOne || !isConcrete(contentType)) {
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_CONTENT_TYPE,
          "One Content-Type header must name one media type; a right one is " + OPAQUE + '.');
    }
  }

  private static boolean isConcrete(String contentType) {
    try {
      return MediaType.parseMediaType(contentType).isConcrete();
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static boolean isWithoutBody(HttpServletRequest request) {
    return request.getContentLengthLong() == 0
        || (request.getContentLengthLong() < 0
            && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null);
  }

  private static void requireLength(Function function, HttpServletRequest request) {
    if (request.getContentLengthLong() > function.maxPayloadBytes()) {
      throw PayloadIntake.tooLarge(function);
    }
  }

  private static Optional<String> idempotencyKey(Function function, HttpServletRequest request) {
    List<String> keys = Collections.list(request.getHeaders("Idempotency-Key"));
    if (keys.size() > 1) {
      throw invalidHeader("Send one Idempotency-Key header, not " + keys.size() + '.');
    }
    if (keys.isEmpty()) {
      if (function.needsIdempotencyKey()) {
        throw invalidHeader(
            "Function "
                + function.name()
                + " requires an Idempotency-Key header; send a fresh UUID.");
      }
      return Optional.empty();
    }
    String key = keys.getFirst().strip();
    if (!KEY.matcher(key).matches()) {
      throw invalidHeader(
          "An Idempotency-Key has 1 to 255 visible ASCII characters, for example a UUID.");
    }
    return Optional.of(key);
  }

  private static Duration timeout(HttpServletRequest request, String header, Duration allowed) {
    List<String> values = Collections.list(request.getHeaders(header));
    if (values.isEmpty()) {
      return allowed;
    }
    @Nullable Duration asked = values.size() == 1 ? seconds(values.getFirst().strip()) : null;
    if (asked == null || asked.compareTo(allowed) > 0) {
      throw invalidHeader(
          header + " takes one whole number of seconds from 1 to " + allowed.toSeconds() + '.');
    }
    return asked;
  }

  private static @Nullable Duration seconds(String text) {
    return SECONDS.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : null;
  }

  private static ProblemException invalidHeader(String detail) {
    return new ProblemException(ProblemCode.INVALID_HEADER, detail);
  }
}
