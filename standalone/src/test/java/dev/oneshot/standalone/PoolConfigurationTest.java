package dev.oneshot.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.pool.process.ProcessLauncherSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PoolConfigurationTest {
  private static final WorkerProperties WORKERS =
      new WorkerProperties(
          DataSize.ofMegabytes(64), List.of(), 1, Duration.ofSeconds(40), DataSize.ofKilobytes(1));

  @Test
  void letsBusyWorkersGoOnForTheirDrain_whereTheirJobsAreKept() {
    try (Servers real =
        Servers.start(
            Map.of("ONESHOT_BROKER_URI", "amqp://a", "ONESHOT_STORE_URI", "mongodb://a"), 1)) {
      assertThat(PoolConfiguration.stopGrace(real, WORKERS)).isEqualTo(Duration.ofSeconds(45));
    }
  }

  @Test
  void endsSoon_whereJobsEndToo() {
    try (Servers embedded = Servers.start(Map.of("ONESHOT_BROKER_URI", "amqp://a"), 1)) {
      assertThat(PoolConfiguration.stopGrace(embedded, WORKERS))
          .isEqualTo(ProcessLauncherSettings.DEFAULT_STOP_GRACE);
    }
  }

  @Test
  void doesNotRepeatTheBrokersAddress() {
    try (Servers servers =
        Servers.start(
            Map.of("ONESHOT_BROKER_URI", "amqp://u:secret%@a", "ONESHOT_STORE_URI", "mongodb://a"),
            1)) {
      assertThatThrownBy(() -> new PoolConfiguration().jobAnnouncer(servers))
          .hasMessageContaining("ONESHOT_BROKER_URI")
          .hasMessageNotContaining("secret")
          .hasNoCause();
    }
  }
}
