package dev.oneshot.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.oneshot.job.JobError;
import dev.oneshot.job.Reason;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadTooLargeException;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.payload.StoreFullException;
import dev.oneshot.worker.standby.Standby;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FunctionRunTest {
  private final MemoryWriter writer = new MemoryWriter();
  private InputStream input = new ByteArrayInputStream("input".getBytes(StandardCharsets.UTF_8));

  private FunctionOutcome run(String handler) throws Exception {
    CompletableFuture<FunctionOutcome> outcome = new CompletableFuture<>();
    FunctionCall call =
        new FunctionCall(
            "id", "name", handler, System.nanoTime(), Map.of("key", "value"), input, writer);
    FunctionRun.start(call, Standby.start("function"), outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private FunctionOutcome run(Class<?> handler) throws Exception {
    return run(handler.getName());
  }

  private static void assertFailed(FunctionOutcome outcome, Reason reason, String message) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            FunctionOutcome.Failed.class,
            failed -> {
              assertThat(failed.error().code()).isEqualTo(reason);
              assertThat(failed.error().message()).contains(message);
            });
  }

  @Test
  void copiesStreams() throws Exception {
    assertThat(run(Copy.class)).isInstanceOf(FunctionOutcome.Returned.class);
    assertThat(writer.text()).isEqualTo("input");
    assertThat(writer.contentType).isEqualTo("text/x-copy");
  }

  @Test
  void givesStringsAndBytesAsTheyAre() throws Exception {
    run(Shout.class);

    assertThat(writer.text()).isEqualTo("INPUT");
    assertThat(writer.contentType).isEqualTo("none");
  }

  @Test
  void readsAndWritesJson_whereTypesAreGeneric() throws Exception {
    input = new ByteArrayInputStream("[1,2,3]".getBytes(StandardCharsets.UTF_8));

    run(Sum.class.getName() + "::handleRequest");

    assertThat(writer.text()).isEqualTo("{\"sum\":6}");
    assertThat(writer.contentType).isEqualTo("application/json");
  }

  @Test
  void isUnavailable_whereTheHandlerIsNone() throws Exception {
    assertFailed(run("no.Such"), Reason.FUNCTION_UNAVAILABLE, "no class no.Such");
    assertFailed(run(String.class), Reason.FUNCTION_UNAVAILABLE, "implements neither");
    assertFailed(run(Hidden.class), Reason.FUNCTION_UNAVAILABLE, "no public constructor");
    assertFailed(
        run(Copy.class.getName() + "::other"), Reason.FUNCTION_UNAVAILABLE, "handleRequest");
  }

  @Test
  void namesTheExceptionsClass() throws Exception {
    assertThat(run(Broken.class))
        .isEqualTo(
            new FunctionOutcome.Failed(
                new JobError(Reason.FUNCTION_ERROR, "java.lang.AssertionError", "broken")));
    assertThat(writer.isClosed).isTrue();
  }

  /** Else nobody would hear of its end, and the job ran until its deadline. */
  @Test
  void isTheFunctionsError_whenItsExceptionCannotBeAsked() throws Exception {
    assertFailed(run(Opaque.class), Reason.FUNCTION_ERROR, "");
  }

  @Test
  void tellsAFullHeap_evenWhenWrapped() throws Exception {
    assertFailed(run(Hungry.class), Reason.OUT_OF_MEMORY, "heap");
  }

  @Test
  void tellsWhatTheStreamsComplainedAbout_evenWhenSwallowed() throws Exception {
    writer.failure = new PayloadTooLargeException(3);
    assertFailed(run(Swallow.class), Reason.RESULT_TOO_LARGE, "3 bytes");
    writer.failure = new StoreFullException(new IOException());
    assertFailed(run(Wrap.class), Reason.STORE_FULL, "full");
    writer.failure = new IOException("connection reset");
    assertFailed(run(Swallow.class), Reason.WORKER_LOST, "connection reset");
  }

  @Test
  void closesTheInput_howeverTheFunctionEnds() throws Exception {
    List<Boolean> closed = new ArrayList<>();
    for (Class<?> handler : List.of(Broken.class, Interrupted.class)) {
      input =
          new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() {
              closed.add(true);
            }
          };
      run(handler);
    }
    assertThat(closed).hasSize(2);
  }

  /** The store's driver does nothing for a thread that is interrupted. */
  @Test
  void writesWhatAFunctionGives_thatWasInterrupted_andLeavesThatToIt() throws Exception {
    assertThat(run(Interrupted.class)).isInstanceOf(FunctionOutcome.Returned.class);
    assertThat(writer.text()).isEqualTo("still true");
  }

  @Test
  void tellsDamagedInput() throws Exception {
    input =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new PayloadDamagedException("gone");
          }

          @Override
          public int read(byte[] buffer, int offset, int count) throws IOException {
            return read();
          }
        };

    assertFailed(run(Copy.class), Reason.PAYLOAD_DAMAGED, "gone");
  }

  /** A result in memory. */
  private static final class MemoryWriter extends PayloadWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String contentType = "none";
    private boolean isClosed;
    private @Nullable IOException failure;

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int single) throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
      bytes.write(single);
    }

    @Override
    public Payload commit() {
      return Payload.empty(contentType);
    }

    @Override
    public long length() {
      return bytes.size();
    }

    @Override
    public void contentType(String contentType) {
      this.contentType = contentType;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  /** Copies and closes. */
  public static final class Copy implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
        throws IOException {
      context.getClientContext().getCustom().put("content-TYPE", "text/x-copy");
      try (input;
          output) {
        input.transferTo(output);
      }
    }
  }

  /** Text to text. */
  public static final class Shout implements RequestHandler<String, String> {
    @Override
    public String handleRequest(String text, Context context) {
      return text.toUpperCase(Locale.ROOT);
    }
  }

  /** A list to a map. */
  public static final class Sum implements RequestHandler<List<Integer>, Map<String, Integer>> {
    @Override
    public Map<String, Integer> handleRequest(List<Integer> numbers, Context context) {
      return Map.of("sum", numbers.stream().mapToInt(Integer::intValue).sum());
    }
  }

  /** Cannot be created from outside. */
  static final class Hidden implements RequestHandler<String, String> {
    private Hidden() {}

    @Override
    public String handleRequest(String text, Context context) {
      return text;
    }
  }

  /** Throws an error. */
  public static final class Opaque implements RequestStreamHandler {
    private static final class Unreadable extends RuntimeException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw new IllegalStateException("no message");
      }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
      throw new Unreadable();
    }
  }

  public static final class Broken implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
      throw new AssertionError("broken");
    }
  }

  /** Runs out of memory inside a library. */
  public static final class Hungry implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
      throw new IllegalStateException(new OutOfMemoryError("heap"));
    }
  }

  /** Has a time limit of its own, say. */
  public static final class Interrupted implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
        throws IOException {
      Thread.currentThread().interrupt();
      output.write("still ".getBytes(StandardCharsets.UTF_8));
      boolean isInterrupted = Thread.currentThread().isInterrupted();
      output.write(Boolean.toString(isInterrupted).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Hides that it could not write. */
  public static final class Swallow implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
      try {
        output.write(1);
      } catch (IOException e) {
        // as functions do
      }
    }
  }

  /** Makes something else of it. */
  public static final class Wrap implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
      try {
        output.write(1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
