package dev.oneshot.examples.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.examples.FakeContext;
import dev.oneshot.examples.call.Call;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProbeTest {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Test
  void reportsItsWorker(@TempDir Path scratch) throws IOException {
    Files.createFile(scratch.resolve("left-behind"));
    FakeContext context =
        FakeContext.knowing(
            Call.WORKER_ID, "w-1",
            Call.JOBS_SERVED_BEFORE, "0",
            Call.BOOT_MILLIS, "117",
            Call.IDLE_MILLIS, "2500",
            Call.SCRATCH, scratch.toString());

    new Probe().handleRequest(body(""), output, context);

    assertThat(answer())
        .isEqualTo(
            "{\"workerId\":\"w-1\",\"pid\":"
                + ProcessHandle.current().pid()
                + ",\"jobsServedBefore\":0,\"bootMillis\":117,\"idleMillis\":2500,\"javaVersion\":\""
                + System.getProperty("java.version")
                + "\",\"maxHeapBytes\":"
                + Runtime.getRuntime().maxMemory()
                + ",\"scratchFiles\":1}");
    assertThat(context.resultContentType()).isEqualTo("application/json");
  }

  @Test
  void reportsNull_whereThePlatformSaysNothing() throws IOException {
    new Probe().handleRequest(body("{}"), output, null);

    assertThat(answer())
        .startsWith("{\"workerId\":null,\"pid\":")
        .contains("\"bootMillis\":null")
        .endsWith("\"scratchFiles\":null}");
  }

  @Test
  void writesToItsScratchDirectory(@TempDir Path scratch) throws IOException {
    FakeContext context = FakeContext.knowing(Call.SCRATCH, scratch.toString());

    new Probe().handleRequest(body("{\"scratchBytes\": 100001}"), output, context);

    assertThat(scratch.resolve("filler")).hasSize(100_001);
  }

  @Test
  void streamsTheSeededBytes_whenAskedForBytes() throws IOException {
    FakeContext context = FakeContext.knowing();

    new Probe().handleRequest(body("{\"outputBytes\": 100001, \"seed\": 9}"), output, context);

    assertThat(output.toByteArray()).isEqualTo(SeededBytes.open(100_001, 9).readAllBytes());
    assertThat(context.resultContentType()).isEqualTo("application/octet-stream");
  }

  @Test
  void streamsMoreThanAnIntCanCount() throws IOException {
    long length = (1L << 31) + 5;
    CountingOutput counter = new CountingOutput();

    new Probe().handleRequest(body("{\"outputBytes\": " + length + "}"), counter, null);

    assertThat(counter.bytes).isEqualTo(length);
  }

  @Test
  void throwsItsMessage_whenToldToFail() {
    assertThatThrownBy(
            () -> new Probe().handleRequest(body("{\"fail\": \"on purpose\"}"), output, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("on purpose");
    assertThat(output.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleepMillis", "spinMillis"})
  void endsPromptly_whenInterrupted(String field) throws Exception {
    FutureTask<Throwable> failure = failureOf("{\"" + field + "\": 600000}", output);
    Thread thread = Thread.ofPlatform().start(failure);

    thread.interrupt();

    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
    thread.join(Duration.ofSeconds(20));
  }

  @Test
  void endsPromptly_whenInterruptedWhileWriting() throws Exception {
    SignallingOutput endless = new SignallingOutput();
    FutureTask<Throwable> failure = failureOf("{\"outputBytes\": 9223372036854775807}", endless);
    Thread thread = Thread.ofPlatform().start(failure);
    assertThat(endless.written.await(20, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    assertThat(failure.get(20, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("writing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleepMillis", "spinMillis"})
  void goesOn_whenToldToIgnoreInterrupts(String field) throws IOException {
    long start = System.nanoTime();
    Thread.currentThread().interrupt();

    new Probe()
        .handleRequest(body("{\"" + field + "\": 50, \"ignoreInterrupt\": true}"), output, null);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(answer()).contains("\"pid\":");
  }

  @Test
  void runsOutOfMemory_whenTheHeapIsTooSmall() throws Exception {
    ChildProbe child = ChildProbe.run("{\"allocateBytes\": 200000000}");

    assertThat(child.exitCode).isEqualTo(1);
    assertThat(child.stderr).contains("java.lang.OutOfMemoryError: Java heap space");
  }

  @Test
  void holdsTheMemory_whenTheHeapIsLargeEnough() throws Exception {
    ChildProbe child = ChildProbe.run("{\"allocateBytes\": 25000000}");

    assertThat(child.exitCode).isZero();
    assertThat(child.stdout).contains("\"maxHeapBytes\"");
  }

  @Test
  void logsThenDies_whenToldToExit() throws Exception {
    ChildProbe child =
        ChildProbe.run("{\"exit\": 42, \"log\": \"to out\", \"logError\": \"to err\"}");

    assertThat(child.exitCode).isEqualTo(42);
    assertThat(child.stdout).isEqualTo("to out\n");
    assertThat(child.stderr).isEqualTo("to err\n");
  }

  private static FutureTask<Throwable> failureOf(String order, OutputStream target) {
    return new FutureTask<>(() -> {
      try {
        new Probe().handleRequest(body(order), target, null);
      } catch (IOException e) {
        return e;
      }
      return new AssertionError("The probe came to its end");
    });
  }

  private static ByteArrayInputStream body(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }

  private String answer() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private static final class CountingOutput extends OutputStream {
    private long bytes;

    @Override
    public void write(int value) {
      bytes++;
    }

    @Override
    public void write(byte[] block, int offset, int length) {
      bytes += length;
    }
  }

  private static final class SignallingOutput extends OutputStream {
    private final CountDownLatch written = new CountDownLatch(3);

    @Override
    public void write(int value) {
      written.countDown();
    }

    @Override
    public void write(byte[] block, int offset, int length) {
      written.countDown();
    }
  }
}
