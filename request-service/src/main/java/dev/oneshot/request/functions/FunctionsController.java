package dev.oneshot.request.functions;

import dev.oneshot.request.problem.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be called. */
@RestController
@RequestMapping(path = "/v1/functions", produces = MediaType.APPLICATION_JSON_VALUE)
final class FunctionsController {
  private final FunctionRegistry registry;

  FunctionsController(FunctionRegistry registry) {
    this.registry = registry;
  }

  @GetMapping
  FunctionView.Page functions(HttpServletRequest request) {
    QueryParameters.of(request);
    return new FunctionView.Page(registry.all().stream().map(FunctionView::of).toList());
  }

  @GetMapping("/{name}")
  FunctionView function(@PathVariable String name, HttpServletRequest request) {
    Function function = registry.called(name);
    QueryParameters.of(request);
    return FunctionView.of(function);
  }
}
