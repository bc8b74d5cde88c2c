package dev.oneshot.request.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GaugeByFunctionTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final GaugeByFunction gauge = new GaugeByFunction("held", "those held", meters);

  @Test
  void registersOnce_whateverItsValueIs() {
    gauge.show(Map.of("echo", 3));
    Meter first = meters.get("held").tag("function", "echo").meter();
    gauge.show(Map.of("echo", 5));
    assertThat(meters.get("held").meter()).isSameAs(first);
    assertThat(meters.get("held").gauge().value()).isEqualTo(5);
  }

  @Test
  void forgetsWhatIsNotShownAnyMore() {
    gauge.show(Map.of("echo", 3, "scan", 0));
    gauge.show(Map.of("scan", 2));
    assertThat(meters.get("held").meters()).hasSize(1);
    assertThat(meters.get("held").tag("function", "scan").gauge().value()).isEqualTo(2);
  }
}
