package dev.oneshot.request.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final ConnectionProperties DEFAULTS =
      new ConnectionProperties(1024, Duration.ofSeconds(10));

  private long nanos = Long.MAX_VALUE - 5_000_000_000L; // System.nanoTime() may overflow
  private final Pace pace = new Pace(DEFAULTS, () -> nanos);

  private void pass(double seconds) {
    nanos += (long) (seconds * 1e9);
  }

  private void drip(double secondsBefore, int bytes) throws SocketTimeoutException {
    pace.arrived(0);
    pass(secondsBefore);
    pace.arrived(bytes);
  }

  /** Row 41 of the bad inputs, with the settings as they come: 20 s at most. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 5, 9.9})
  void givesUpWithin20Seconds_howeverTheHeaderDrips(double seconds) {
    long start = nanos;

    assertThatThrownBy(
            () -> {
              pace.readOn();
              while (nanos - start < 60_000_000_000L) {
                drip(seconds, 1);
                pace.pause(true);
                pace.readOn();
              }
            })
        .isInstanceOf(SocketTimeoutException.class);

    assertThat(nanos - start).isLessThanOrEqualTo(20_000_000_000L);
  }

  @Test
  void takesAsLongAsItTakes_whenFastEnough() {
    pace.readOn();
    assertThatCode(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                drip(1, 1024);
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void countsNoTime_inWhichNobodyRead() throws SocketTimeoutException {
    pace.readOn();
    pace.arrived(100);
    pass(3600); // a function runs

    drip(5, 1);
    pass(3600);
    drip(4.9, 1);
    assertThatThrownBy(() -> drip(0.1, 1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void countsNoRest_betweenTwoRequests() {
    pace.readOn();
    assertThatCode(
            () -> {
              for (int i = 0; i < 100; i++) {
                pace.arrived(200);
                pace.arrived(0);
                pace.pause(false);
                pass(74);
                pace.readOn();
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void startsAnew_onAnotherConnection() throws SocketTimeoutException {
    pace.readOn();
    drip(9, 1);
    pace.pause(true);

    pace.rest();

    pace.readOn();
    drip(9, 1);
    assertThatThrownBy(() -> drip(1, 1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void waitsForEver_whenAnySpeedWillDo() {
    Pace patient = new Pace(new ConnectionProperties(0, Duration.ZERO), () -> nanos);
    assertThatCode(
            () -> {
              patient.readOn();
              patient.arrived(0);
              pass(3600);
              patient.arrived(1);
            })
        .doesNotThrowAnyException();
  }
}
