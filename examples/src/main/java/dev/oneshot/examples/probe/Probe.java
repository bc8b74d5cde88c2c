package dev.oneshot.examples.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.oneshot.examples.call.Call;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Behaves as its request says, so that anybody can check an installation with one function: time,
 * size, memory, logs, failure, death. Called by the worker, once, on the job's thread.
 *
 * <p>The body is a JSON object, every field optional, for example {@code {"sleepMillis": 100,
 * "log": "hello"}}; an empty body is the empty object. It acts in this order: {@code log} and
 * {@code logError} (a line each), {@code allocateBytes} (of heap, held to the end), {@code
 * scratchBytes} (a file in the scratch directory), {@code sleepMillis}, {@code spinMillis} (of
 * CPU), {@code exit} (halts the JVM with that code), {@code fail} (throws an {@link
 * IllegalStateException} with that message). Then it answers, with {@code outputBytes} bytes of
 * {@link SeededBytes} for {@code seed}, or without it with a JSON object about the worker it ran
 * in.
 *
 * <p>An interrupt ends it with an {@link java.io.InterruptedIOException}, unless {@code
 * ignoreInterrupt} is true. A body it does not understand ends it with an {@link
 * IllegalArgumentException} that says what would be right, before it did anything.
 */
public final class Probe implements RequestStreamHandler {

  @Override
  public void handleRequest(InputStream input, OutputStream output, @Nullable Context context)
      throws IOException {
    Call call = Call.of(context);
    int scratchFiles = countScratchFiles(call);
    ProbeOrder order = ProbeOrder.read(input);
    writeLine(System.out, order.log);
    writeLine(System.err, order.logError);
    HeldMemory memory = new HeldMemory();
    try {
      memory.take(order.allocateBytes);
      fillScratch(order, call);
      passTime(order);
      exitOrFail(order);
      answer(order, call, scratchFiles, output);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** -1 when there is no scratch directory to look into. */
  private static int countScratchFiles(Call call) {
    String scratch = call.fact(Call.SCRATCH);
    String[] names = scratch == null ? null : new File(scratch).list();
    return names == null ? -1 : names.length;
  }

  private static void writeLine(PrintStream stream, @Nullable String line) {
    if (line != null) {
      stream.print(line + "\n");
      stream.flush();
    }
  }

  private static void fillScratch(ProbeOrder order, Call call) throws IOException {
    if (order.scratchBytes > 0) {
      try (OutputStream file = new FileOutputStream(new File(call.fact(Call.SCRATCH), "filler"))) {
        SeededBytes bytes = new SeededBytes(order.scratchBytes, order.seed);
        for (int count = bytes.next(); count > 0; count = bytes.next()) {
          file.write(bytes.block(), 0, count);
        }
      }
    }
  }

  private static void passTime(ProbeOrder order) throws IOException {
    Waiting waiting = new Waiting(order.ignoreInterrupt);
    waiting.sleep(order.sleepMillis);
    waiting.spin(order.spinMillis);
  }

  private static void exitOrFail(ProbeOrder order) {
    if (order.exit >= 0) {
      // halt, not exit: nothing may tidy up after a process that plays dead.
      Runtime.getRuntime().halt(order.exit);
    }
    if (order.fail != null) {
      throw new IllegalStateException(order.fail);
    }
  }

  private static void answer(ProbeOrder order, Call call, int scratchFiles, OutputStream output)
      throws IOException {
    if (order.outputBytes < 0) {
      new WorkerReport(call, scratchFiles).writeTo(output);
    } else {
      call.resultContentType("application/octet-stream");
      writeBytes(order, output);
    }
  }

  private static void writeBytes(ProbeOrder order, OutputStream output) throws IOException {
    Waiting waiting = new Waiting(order.ignoreInterrupt);
    SeededBytes bytes = new SeededBytes(order.outputBytes, order.seed);
    for (int count = bytes.next(); count > 0; count = bytes.next()) {
      waiting.stopIfInterrupted("writing");
      output.write(bytes.block(), 0, count);
    }
  }
}
