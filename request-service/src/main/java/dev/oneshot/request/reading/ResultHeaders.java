package dev.oneshot.request.reading;

import dev.oneshot.job.Job;
import dev.oneshot.job.Times;
import dev.oneshot.payload.Payload;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** What a result's headers say of it and of its job. */
@Component
final class ResultHeaders {
  private static final String ANY_BYTES = MediaType.APPLICATION_OCTET_STREAM_VALUE;

  /** IMF-fixdate of RFC 9110, section 5.6.7: the JDK's RFC 1123 format has days of one digit. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final InstantSource serverTime;

  ResultHeaders(InstantSource serverTime) {
    this.serverTime = serverTime;
  }

  /** Those that every answer has, 304 included. */
  void addJob(Job job, Payload result, HttpServletResponse response) {
    response.setHeader("Oneshot-Job-Id", job.id().value());
    response.setHeader("Oneshot-Attempt", Integer.toString(job.attempt()));
    response.setHeader("Server-Timing", serverTiming(job.times()));
    response.setHeader(HttpHeaders.ETAG, EntityTags.of(result.sha256()));
    Instant expiry = Objects.requireNonNull(job.times().resultExpireAt(), "resultExpireAt");
    response.setHeader(HttpHeaders.EXPIRES, HTTP_DATE.format(expiry));
    long secondsLeft = Math.max(0, Duration.between(serverTime.instant(), expiry).toSeconds());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, immutable, max-age=" + secondsLeft);
  }

  /** Those of an answer with bytes. */
  void addContent(Payload result, HttpServletResponse response) {
    String type = sendable(result.contentType());
    response.setHeader(HttpHeaders.CONTENT_TYPE, type);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    response.setHeader("Repr-Digest", "sha-256=:" + base64(result.sha256()) + ":");
    if (isActive(type)) {
      // or a browser would run the function's output as a page of this origin
      response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment");
    }
  }

  private static String serverTiming(Times times) {
    List<String> metrics = new ArrayList<>(3);
    times.queued().ifPresent(time -> metrics.add("queue;dur=" + time.toMillis()));
    times.ran().ifPresent(time -> metrics.add("run;dur=" + time.toMillis()));
    times.total().ifPresent(time -> metrics.add("total;dur=" + time.toMillis()));
    return String.join(", ", metrics);
  }

  // a function names its result's type as it likes; a header takes only what is one
  private static String sendable(String contentType) {
    try {
      boolean isPlain = contentType.chars().allMatch(c -> c >= ' ' && c <= '~');
      return isPlain && MediaType.parseMediaType(contentType).isConcrete()
          ? contentType
          : ANY_BYTES;
    } catch (InvalidMediaTypeException e) {
      return ANY_BYTES;
    }
  }

  private static boolean isActive(String contentType) {
    MediaType type = MediaType.parseMediaType(contentType);
    String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
    return subtype.equals("html") || subtype.equals("xml") || subtype.endsWith("+xml");
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }
}
