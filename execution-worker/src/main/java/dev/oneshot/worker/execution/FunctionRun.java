package dev.oneshot.worker.execution;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.worker.standby.Standby;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One function at work on a thread of its own. Whoever started it decides when to interrupt it and
 * when to stop waiting; nothing the function does can keep that from happening.
 */
public final class FunctionRun {
  private final Thread thread;

  private FunctionRun(Thread thread) {
    this.thread = thread;
  }

  /**
   * Starts loading and running the function.
   *
   * @param standby runs it, and nothing else
   * @param onEnd told once, on the function's thread, unless the process ends before
   */
  public static FunctionRun start(
      FunctionCall call, Standby standby, Consumer<FunctionOutcome> onEnd) {
    return start(call, standby, onEnd, HandlerLoader::load);
  }

  /**
   * As {@link #start}, with a function that copies its input: it warms up what all have in common.
   */
  public static FunctionRun rehearse(
      FunctionCall call, Standby standby, Consumer<FunctionOutcome> onEnd) {
    return start(
        call, standby, onEnd, handler -> (input, output, context) -> input.transferTo(output));
  }

  private static FunctionRun start(
      FunctionCall call, Standby standby, Consumer<FunctionOutcome> onEnd, Handlers handlers) {
    return new FunctionRun(standby.run(() -> tell(onEnd, call, handlers)));
  }

  private static void tell(Consumer<FunctionOutcome> onEnd, FunctionCall call, Handlers handlers) {
    try {
      onEnd.accept(run(call, handlers));
    } catch (OutOfMemoryError e) {
      // the heap is still full, so nobody here can be told; the exit code tells the pool
      Runtime.getRuntime().halt(WorkerExit.OUT_OF_MEMORY.code());
    }
  }

  private static FunctionOutcome run(FunctionCall call, Handlers handlers) {
    GuardedInput input = new GuardedInput(call.input());
    GuardedOutput output = new GuardedOutput(call.output());
    FunctionContext context = new FunctionContext(call);
    try (PayloadWriter result = call.output();
        input) {
      try {
        handlers.find(call.handler()).handleRequest(input, output, context);
      } finally {
        output.shut();
      }
      var _ = Thread.interrupted(); // left by the function's own time limits, say
      String contentType = contentType(context.getCustom());
      if (contentType != null) {
        result.contentType(contentType);
      }
      return Failures.ofStreams(input.failure(), output.failure())
          .<FunctionOutcome>map(FunctionOutcome.Failed::new)
          .orElseGet(() -> commit(result));
    } catch (Throwable e) { // whatever a function throws is its failure, errors included
      return new FunctionOutcome.Failed(Failures.of(e, input.failure(), output.failure()));
    }
  }

  private static FunctionOutcome commit(PayloadWriter result) {
    try {
      return new FunctionOutcome.Returned(result.commit());
    } catch (IOException e) {
      return new FunctionOutcome.Failed(Failures.ofStream(e));
    }
  }

  private static @Nullable String contentType(Map<String, String> custom) {
    for (Map.Entry<String, String> said : custom.entrySet()) {
      if (said.getKey().equalsIgnoreCase("content-type")) {
        return said.getValue();
      }
    }
    return null;
  }

  /**
   * Interrupts the function and gives it a moment to end.
   *
   * @return whether it has ended
   */
  public boolean interrupt(Duration grace) throws InterruptedException {
    thread.interrupt();
    return thread.join(grace);
  }

  /** Where the code of a declared handler comes from. */
  private interface Handlers {
    RequestStreamHandler find(String handler) throws Throwable;
  }
}
