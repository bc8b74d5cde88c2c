package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oneshot.job.Job;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Callers that read a large result slowly, or not to its end. */
class SlowReaderIT {
  private static final int LENGTH = 64 * 1024 * 1024;

  /** The reader's socket holds so much, which keeps the service's from growing to megabytes. */
  private static final int RECEIVE_BYTES = 64 * 1024;

  private final TestServer server = TestServer.shared();
  private final WatchedPayloads payloads = server.payloads();
  private final Job job = server.jobs.done("application/octet-stream", new byte[LENGTH]);

  private Socket ask() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVE_BYTES);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    String request = "GET " + JobView.path(job) + "/result HTTP/1.1\r\nHost: a\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private long bytesReadOnceItStops() {
    long[] before = {-1};
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          long now = payloads.bytesRead.get();
          boolean hasStopped = now == before[0];
          before[0] = now;
          return hasStopped && now > 0;
        });
    return before[0];
  }

  @Test
  void takesFromTheStoreWhatItsReaderTakes_andFreesAllWhenThatLeaves() throws Exception {
    assertThat(payloads.openReads).hasValue(0);
    payloads.bytesRead.set(0);
    try (Socket socket = ask()) {
      InputStream answer = socket.getInputStream();
      assertThat(answer.read()).isEqualTo('H');
      long first = bytesReadOnceItStops();
      assertThat(first).isLessThan(LENGTH / 4);

      answer.readNBytes(LENGTH / 2);
      assertThat(bytesReadOnceItStops()).isBetween(LENGTH / 2L, LENGTH / 2 + first + 2_000_000);
      assertThat(payloads.openReads).hasValue(1);
    }

    await().atMost(Duration.ofSeconds(20)).until(() -> payloads.openReads.get() == 0);
    assertThat(payloads.bytesRead).hasValueLessThan(LENGTH);
  }

  /** Tomcat's limit is 10 s. */
  @Test
  void freesAll_whenReaderTakesNothingAnyMore() throws Exception {
    try (Socket socket = ask()) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      await().until(() -> payloads.openReads.get() == 1);

      await().atMost(Duration.ofSeconds(30)).until(() -> payloads.openReads.get() == 0);
    }
  }
}
