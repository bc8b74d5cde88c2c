package dev.oneshot.worker.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Does what its payload says, one command a line, and copies unknown lines to its result. */
public final class Scripted implements RequestStreamHandler {
  /** Where memory goes that is never given back. */
  private static final List<byte[]> HELD = new ArrayList<>();

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String script = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    for (String line : script.lines().toList()) {
      int space = line.indexOf(' ');
      run(
          space < 0 ? line : line.substring(0, space),
          space < 0 ? "" : line.substring(space + 1),
          output,
          context);
    }
  }

  private static void run(String command, String argument, OutputStream output, Context context)
      throws IOException {
    switch (command) {
      case "throw" -> throw new IllegalStateException(argument);
      case "exit" -> System.exit(Integer.parseInt(argument));
      case "eat" -> eat();
      case "sleep" -> sleep(Long.parseLong(argument));
      case "ignore" -> ignoreInterrupts();
      case "block-exit" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> sleep(60_000)));
      case "out" -> System.out.println(argument);
      case "err" -> System.err.println(argument);
      case "flood" -> flood(Integer.parseInt(argument));
      case "bytes" -> write(Long.parseLong(argument), output);
      case "bytes-quietly" -> writeQuietly(Long.parseLong(argument), output);
      case "type" -> context.getClientContext().getCustom().put("Content-Type", argument);
      case "facts" -> facts(output, context);
      case "litter" -> Files.writeString(Path.of(argument), "litter");
      case "files" -> files(output);
      case "fork" -> fork(output);
      default -> output.write(command.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void eat() {
    while (true) {
      HELD.add(new byte[1 << 20]);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void ignoreInterrupts() {
    while (true) {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        System.out.println("interrupted");
      }
    }
  }

  private static void flood(int bytes) {
    System.out.print("x".repeat(bytes));
  }

  private static void write(long bytes, OutputStream output) throws IOException {
    byte[] block = new byte[64 * 1024];
    for (long left = bytes; left > 0; left -= block.length) {
      output.write(block, 0, (int) Math.min(left, block.length));
    }
  }

  private static void writeQuietly(long bytes, OutputStream output) {
    try (PrintStream quiet = new PrintStream(output)) {
      write(bytes, quiet);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void facts(OutputStream output, Context context) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("id=").append(context.getAwsRequestId()).append('\n');
    text.append("function=").append(context.getFunctionName()).append('\n');
    text.append("remaining=").append(context.getRemainingTimeInMillis()).append('\n');
    new TreeMap<>(context.getClientContext().getEnvironment())
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    output.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void fork(OutputStream output) throws IOException {
    Process child = new ProcessBuilder("sleep", "60").start();
    output.write(Long.toString(child.pid()).getBytes(StandardCharsets.UTF_8));
  }

  private static void files(OutputStream output) throws IOException {
    try (var files = Files.list(Path.of("").toAbsolutePath())) {
      output.write(Long.toString(files.count()).getBytes(StandardCharsets.UTF_8));
    }
  }
}
