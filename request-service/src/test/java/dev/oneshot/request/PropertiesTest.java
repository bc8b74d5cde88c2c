package dev.oneshot.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.request.connection.ConnectionProperties;
import dev.oneshot.request.connection.ShutdownProperties;
import dev.oneshot.request.functions.FunctionsProperties;
import dev.oneshot.request.recovery.RecoveryProperties;
import dev.oneshot.request.retention.RetentionProperties;
import dev.oneshot.request.submission.SubmissionProperties;
import dev.oneshot.request.transfer.TransferProperties;
import dev.oneshot.request.waiting.WaitingProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Every setting's default, and that every setting arrives under its name. */
class PropertiesTest {
  private static <T> T bound(String prefix, Class<T> type, Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
  }

  @Test
  void hasDefaults() {
    assertThat(bound("oneshot.submission", SubmissionProperties.class, Map.of()))
        .isEqualTo(new SubmissionProperties(20_000, 100_000, Duration.ofSeconds(10)));
    assertThat(bound("oneshot.waiting", WaitingProperties.class, Map.of()))
        .isEqualTo(
            new WaitingProperties(
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                0,
                Duration.ofSeconds(2),
                Duration.ofSeconds(20)));
    assertThat(bound("oneshot.recovery", RecoveryProperties.class, Map.of()))
        .isEqualTo(new RecoveryProperties(Duration.ofSeconds(1)));
    assertThat(bound("oneshot.retention", RetentionProperties.class, Map.of()))
        .isEqualTo(new RetentionProperties(Duration.ofSeconds(10)));
    assertThat(bound("oneshot.functions", FunctionsProperties.class, Map.of()))
        .isEqualTo(new FunctionsProperties("functions.yaml", Duration.ofSeconds(2)));
    assertThat(bound("oneshot.connection", ConnectionProperties.class, Map.of()))
        .isEqualTo(new ConnectionProperties(1024, Duration.ofSeconds(10)));
    assertThat(bound("oneshot.transfers", TransferProperties.class, Map.of()))
        .isEqualTo(new TransferProperties(0, Duration.ofSeconds(10)));
    assertThat(bound("oneshot.shutdown", ShutdownProperties.class, Map.of()))
        .isEqualTo(new ShutdownProperties(Duration.ZERO));
    assertThat(bound("oneshot.store", StoreProperties.class, Map.of()))
        .isEqualTo(new StoreProperties(null, null));
  }

  @Test
  void takesEverySettingByItsName() {
    assertThat(
            bound(
                "oneshot.submission",
                SubmissionProperties.class,
                Map.of(
                    "oneshot.submission.max-backlog", "7",
                    "oneshot.submission.max-total-backlog", "77",
                    "oneshot.submission.republish-after", "8s")))
        .isEqualTo(new SubmissionProperties(7, 77, Duration.ofSeconds(8)));
    assertThat(
            bound(
                "oneshot.connection",
                ConnectionProperties.class,
                Map.of(
                    "oneshot.connection.min-bytes-per-second", "9",
                    "oneshot.connection.slow-grace", "10ms")))
        .isEqualTo(new ConnectionProperties(9, Duration.ofMillis(10)));
    assertThat(
            bound(
                "oneshot.waiting",
                WaitingProperties.class,
                Map.of(
                    "oneshot.waiting.default-wait", "1s",
                    "oneshot.waiting.max-wait", "2s",
                    "oneshot.waiting.max-calls", "3",
                    "oneshot.waiting.poll-interval", "4s",
                    "oneshot.waiting.drain-wait", "5s")))
        .isEqualTo(
            new WaitingProperties(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                3,
                Duration.ofSeconds(4),
                Duration.ofSeconds(5)));
    assertThat(
            bound(
                "oneshot.transfers",
                TransferProperties.class,
                Map.of("oneshot.transfers.max", "5", "oneshot.transfers.patience", "6s")))
        .isEqualTo(new TransferProperties(5, Duration.ofSeconds(6)));
    assertThat(
            bound(
                "oneshot.shutdown",
                ShutdownProperties.class,
                Map.of("oneshot.shutdown.delay", "3s")))
        .isEqualTo(new ShutdownProperties(Duration.ofSeconds(3)));
    assertThat(
            bound(
                "oneshot.recovery",
                RecoveryProperties.class,
                Map.of("oneshot.recovery.interval", "2s")))
        .isEqualTo(new RecoveryProperties(Duration.ofSeconds(2)));
    assertThat(
            bound(
                "oneshot.retention",
                RetentionProperties.class,
                Map.of("oneshot.retention.interval", "3s")))
        .isEqualTo(new RetentionProperties(Duration.ofSeconds(3)));
    assertThat(
            bound(
                "oneshot.store",
                StoreProperties.class,
                Map.of("oneshot.store.uri", "mongodb://a", "oneshot.store.database", "b")))
        .isEqualTo(new StoreProperties("mongodb://a", "b"));
    assertThat(
            bound(
                "oneshot.functions",
                FunctionsProperties.class,
                Map.of("oneshot.functions.file", "a.yaml")))
        .isEqualTo(new FunctionsProperties("a.yaml", Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "submission, max-backlog, 0",
    "submission, max-total-backlog, 0",
    "submission, republish-after, 0s",
    "connection, min-bytes-per-second, -1",
    "connection, slow-grace, -1s",
    "transfers, max, -1",
    "transfers, patience, -1s",
    "waiting, default-wait, -1s",
    "waiting, max-wait, 59s",
    "waiting, max-calls, -1",
    "waiting, poll-interval, 0s",
    "waiting, drain-wait, -1s",
    "recovery, interval, 0s",
    "recovery, interval, 6s",
    "retention, interval, 0s",
  })
  void saysWhichSettingIsWrong(String group, String name, String value) {
    String setting = "oneshot." + group + '.' + name;
    Class<?> type =
        switch (group) {
          case "connection" -> ConnectionProperties.class;
          case "submission" -> SubmissionProperties.class;
          case "transfers" -> TransferProperties.class;
          case "waiting" -> WaitingProperties.class;
          case "recovery" -> RecoveryProperties.class;
          default -> RetentionProperties.class;
        };

    assertThatThrownBy(() -> bound("oneshot." + group, type, Map.of(setting, value)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContaining(setting);
  }
}
