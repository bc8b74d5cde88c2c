package dev.oneshot.pool.app;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while broker or store cannot be asked: nothing is done then. Up for a follower and with a
 * file that is wrong, since the pools go on; both are told in the details.
 */
record PoolsHealth(PoolsReport report) implements HealthIndicator {
  @Override
  public Health health() {
    PoolsReport.View view = report.view();
    return (report.isBlind() ? Health.down() : Health.up())
        .withDetail("role", view.role())
        .withDetail("loadedAt", view.loadedAt())
        .withDetail("problems", view.problems())
        .withDetail("pools", view.pools())
        .build();
  }
}
