package dev.oneshot.declarations.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class RefuseUnknownSettingsTest {
  record Connection(
      @DefaultValue("10s") Duration slowGrace, @DefaultValue List<String> jvmOptions) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oneshot.connection.slow-grace",
        "oneshot.connection.slowGrace",
        "oneshot.connection.jvm-options",
        "oneshot.connection.jvm-options[0]",
        "oneshot.connect.slow-body-grace",
        "oneshot.connections.slow-body-grace"
      })
  void takesWhatThereIs_andWhatIsAnothers(String name) {
    assertThatCode(() -> bind("oneshot.connection", properties(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ONESHOT_CONNECTION_SLOW_GRACE",
        "ONESHOT_CONNECTION_SLOWGRACE",
        "ONESHOT_CONNECTION_JVM_OPTIONS_0",
        "ONESHOT_CONNECTION_SERVICE_HOST",
        "ONESHOT_CONNECTION_SERVICE_PORT_HTTP",
        "ONESHOT_CONNECTION_PORT",
        "ONESHOT_CONNECTION_PORT_8080_TCP_ADDR",
        "ONESHOT_CONNECTION_OF_PEER_SERVICE_HOST",
        "ONESHOT_CONNECTIONS"
      })
  void takesTheSameFromTheEnvironment_andServiceLinks(String name) {
    assertThatCode(() -> bind("oneshot.connection", environment(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oneshot.connection.slow-body-grace",
        "oneshot.connection.slow-grace.seconds",
        "oneshot.connection.port"
      })
  void refusesWhatThereIsNot(String name) {
    assertThatThrownBy(() -> bind("oneshot.connection", properties(name)))
        .rootCause()
        .isInstanceOf(UnknownSettingException.class)
        .hasMessageContaining(name);
  }

  @Test
  void refusesTheSameFromTheEnvironment() {
    assertThatThrownBy(
            () -> bind("oneshot.connection", environment("ONESHOT_CONNECTION_SLOW_BODY_GRACE")))
        .rootCause()
        .hasMessageContaining("oneshot.connection.slow.body.grace")
        .hasMessageContaining("ONESHOT_CONNECTION_SLOW_BODY_GRACE");
  }

  @Test
  void leavesAWorkersOwnVariablesAlone() {
    assertThatCode(() -> bind("oneshot.worker", environment("ONESHOT_WORKER_ID")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> bind("oneshot.worker", properties("oneshot.worker.id")))
        .rootCause()
        .isInstanceOf(UnknownSettingException.class);
  }

  @Test
  void saysWhatThereIs() {
    var cause =
        new UnknownSettingException(List.of("oneshot.a.c"), List.of("oneshot.a.b", "oneshot.a.d"));
    var analysis =
        new UnknownSettingFailureAnalyzer().analyze(new IllegalStateException(cause), cause);
    assertThat(analysis.getDescription()).contains("oneshot.a.c");
    assertThat(analysis.getAction()).contains("oneshot.a.b, oneshot.a.d");
  }

  private static void bind(String prefix, PropertySource<?> source) {
    new Binder(List.of(ConfigurationPropertySource.from(source)), null, null, null, null)
        .bindOrCreate(
            prefix, Bindable.of(Connection.class), new RefuseUnknownSettings(BindHandler.DEFAULT));
  }

  private static PropertySource<?> properties(String name) {
    return new MapPropertySource("file", Map.of(name, "1s"));
  }

  private static PropertySource<?> environment(String name) {
    return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1s"));
  }
}
