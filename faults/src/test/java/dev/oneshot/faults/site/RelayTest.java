package dev.oneshot.faults.site;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RelayTest {
  private static final int SHORT_MILLIS = 200;

  private ServerSocket echo;
  private Relay relay;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    relay = Relay.to(echo.getLocalPort());
  }

  @AfterEach
  void end() throws IOException {
    relay.close();
    echo.close();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket caller = echo.accept();
        Thread.ofVirtual().start(() -> echo(caller));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echo(Socket caller) {
    try (caller) {
      caller.getInputStream().transferTo(caller.getOutputStream());
    } catch (IOException e) {
      // reset, as some tests want it
    }
  }

  private Socket call() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), relay.port());
  }

  @Test
  void carriesBytesBothWays_inPieces() throws IOException {
    relay.slice(2);
    try (Socket caller = call()) {
      caller.getOutputStream().write("hello".getBytes(US_ASCII));
      caller.shutdownOutput();

      assertThat(new String(caller.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("hello");
    }
  }

  @Test
  void delaysBothWays() throws IOException {
    relay.delay(Duration.ofMillis(100), Duration.ZERO);
    try (Socket caller = call()) {
      long start = System.nanoTime();
      caller.getOutputStream().write('x');

      assertThat(caller.getInputStream().read()).isEqualTo('x');
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    }
  }

  @Test
  void keepsWhatASilenceHoldsBack() throws IOException {
    try (Socket caller = call()) {
      caller.getOutputStream().write('a');
      assertThat(caller.getInputStream().read()).isEqualTo('a');
      relay.silence();
      caller.getOutputStream().write('b');
      caller.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> caller.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      relay.mend();
      caller.setSoTimeout(0);

      assertThat(caller.getInputStream().read()).isEqualTo('b');
    }
  }

  @Test
  void resetsConnectionsOldAndNew_whileItIsDown() throws IOException {
    try (Socket caller = call()) {
      caller.getOutputStream().write('a');
      assertThat(caller.getInputStream().read()).isEqualTo('a');

      relay.takeDown();

      assertThatThrownBy(() -> caller.getInputStream().read()).isInstanceOf(IOException.class);
    }
    try (Socket caller = call()) {
      assertThatThrownBy(() -> caller.getInputStream().read()).isInstanceOf(IOException.class);
    }
    relay.mend();
    try (Socket caller = call()) {
      caller.getOutputStream().write('a');
      assertThat(caller.getInputStream().read()).isEqualTo('a');
    }
  }
}
