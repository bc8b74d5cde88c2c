package dev.oneshot.pool.app;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The pools, for whoever operates them. */
@RestController
final class PoolsController {
  private final PoolsReport report;

  PoolsController(PoolsReport report) {
    this.report = report;
  }

  @GetMapping("/pools")
  PoolsReport.View pools() {
    return report.view();
  }
}
