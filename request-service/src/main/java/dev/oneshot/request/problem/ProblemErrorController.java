package dev.oneshot.request.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Errors that the container hands over: of filters, and of itself. Replaces Boot's own page. */
@Controller
final class ProblemErrorController implements ErrorController {
  @RequestMapping("${spring.web.error.path:${error.path:/error}}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ProblemJson.write(problem(request), response);
  }

  private static Problem problem(HttpServletRequest request) {
    Object failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
        ? StatusProblems.of(status, failure instanceof Throwable cause ? cause : null)
        : StatusProblems.of(404); // somebody asked for the error page itself
  }
}
