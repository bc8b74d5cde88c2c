package dev.oneshot.request.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Lets {@link PathCheck} look before anything else does. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PathFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (PathCheck.isPlain(request.getRequestURI())) {
      chain.doFilter(request, response);
    } else {
      ProblemJson.write(
          Problem.of(
              ProblemCode.INVALID_PATH,
              "A path consists of non-empty segments of percent-encoded UTF-8, without dot"
                  + " segments, path parameters, control characters or encoded slashes."),
          response);
    }
  }
}
