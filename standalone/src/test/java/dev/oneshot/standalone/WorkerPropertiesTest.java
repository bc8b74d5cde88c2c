package dev.oneshot.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class WorkerPropertiesTest {
  private static WorkerProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("oneshot.worker", WorkerProperties.class);
  }

  @Test
  void hasDefaults() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new WorkerProperties(
                DataSize.ofMegabytes(256),
                List.of(),
                1,
                Duration.ofSeconds(25),
                DataSize.ofMegabytes(1)));
  }

  @Test
  void takesEverySettingByItsName() {
    assertThat(
            bound(
                Map.of(
                    "oneshot.worker.heap", "1GB",
                    "oneshot.worker.jvm-options", "-XX:A=1,-Db=c",
                    "oneshot.worker.max-jobs", "2",
                    "oneshot.worker.drain", "3s",
                    "oneshot.worker.log-limit", "4KB")))
        .isEqualTo(
            new WorkerProperties(
                DataSize.ofGigabytes(1),
                List.of("-XX:A=1", "-Db=c"),
                2,
                Duration.ofSeconds(3),
                DataSize.ofKilobytes(4)));
  }

  @Test
  void refusesOptionsThatAreSeparatedByBlanks() {
    assertThatThrownBy(() -> bound(Map.of("oneshot.worker.jvm-options", "-XX:A=1 -XX:B=2")))
        .rootCause()
        .hasMessageContaining("oneshot.worker.jvm-options")
        .hasMessageContaining("comma");
  }
}
