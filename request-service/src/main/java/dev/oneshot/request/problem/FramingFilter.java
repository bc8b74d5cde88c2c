package dev.oneshot.request.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Refuses chunks in HTTP/1.0, which has none: whoever passed the request on may have seen its end
 * elsewhere (RFC 9112, section 6.1). Tomcat would read them and keep the connection.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FramingFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getProtocol().equals("HTTP/1.0")
        && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      ProblemJson.write(StatusProblems.of(400), response); // after which Tomcat closes
    } else {
      chain.doFilter(request, response);
    }
  }
}
