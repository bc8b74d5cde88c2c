package dev.oneshot.request.problem;

import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadTooLargeException;
import dev.oneshot.payload.StoreFullException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.TreeSet;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns whatever a handler throws into a problem. It writes the answer itself, so that no content
 * negotiation can replace it.
 */
@RestControllerAdvice
final class ProblemAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  void answer(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (response.isCommitted() || ReadFailures.isCallerGone(failure)) {
      LOG.debug("{} {} was cut off", request.getMethod(), request.getRequestURI(), failure);
      throw failure; // the server closes the connection
    }
    response.reset();
    ProblemJson.write(problem(failure), response);
  }

  private static Problem problem(Exception failure) {
    return switch (failure) {
      case ProblemException known -> known.problem();
      case ErrorResponse known -> known(known);
      case PayloadTooLargeException tooLarge ->
          Problem.of(
              ProblemCode.PAYLOAD_TOO_LARGE, sentence(String.valueOf(tooLarge.getMessage())));
      case PayloadDamagedException damaged -> damaged(damaged);
      case StoreFullException full ->
          Problem.of(ProblemCode.STORE_FULL, "The store has no room for more bytes.");
      case BadRequestException broken -> ReadFailures.problem(broken);
      default -> StoreFailures.problem(failure).orElseGet(() -> StatusProblems.incident(failure));
    };
  }

  private static Problem damaged(PayloadDamagedException damaged) {
    LOG.warn("stored bytes are damaged", damaged);
    return Problem.of(
        ProblemCode.PAYLOAD_DAMAGED, "The stored bytes are missing or not those that were stored.");
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + '.';
  }

  private static Problem known(ErrorResponse failure) {
    int status = failure.getStatusCode().value();
    Problem problem = StatusProblems.of(status);
    Set<HttpMethod> allowed = failure.getHeaders().getAllow();
    return allowed.isEmpty() ? problem : problem.withHeader(HttpHeaders.ALLOW, allow(allowed));
  }

  private static String allow(Set<HttpMethod> declared) {
    Set<String> names = new TreeSet<>();
    declared.forEach(method -> names.add(method.name()));
    if (names.contains("GET")) {
      names.add("HEAD");
    }
    names.add("OPTIONS");
    return String.join(", ", names);
  }
}
