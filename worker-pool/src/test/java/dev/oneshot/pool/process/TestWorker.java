package dev.oneshot.pool.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** What the tests run as a worker: does what its first argument says. */
final class TestWorker {
  private TestWorker() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "environment" -> writeEnvironment(Path.of(arguments[1]));
      case "idle" -> idle();
      case "stubborn" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(TestWorker::waitForEver));
        idle();
      }
      case "exit" -> {
        System.out.println("first line");
        System.out.print("last words");
        System.err.println("{\"level\":\"INFO\",\"message\":\"hello\"}");
        System.err.println("{\"level\":\"ERROR\",\"message\":\"ONESHOT_BROKER_URI is missing\"}");
        System.err.println("{\"level\":\"INFO\",\"message\":\"bye\"}");
        System.exit(Integer.parseInt(arguments[1]));
      }
      case "forks" -> {
        fork(Path.of(arguments[1]));
        end(arguments[2]);
      }
      case "flood" -> flood(Long.parseLong(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void writeEnvironment(Path to) throws IOException {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.put("cwd", Path.of("").toAbsolutePath().toString());
    all.put("tmpdir", System.getProperty("java.io.tmpdir"));
    StringBuilder text = new StringBuilder();
    all.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Files.writeString(to, text);
  }

  private static void idle() throws IOException {
    Files.createDirectories(Path.of("a/b"));
    Files.writeString(Path.of("a/b/data"), "left behind");
    System.out.println("idle");
    System.out.flush();
    waitForEver();
  }

  /** All write their numbers to the file; all end by themselves, if nobody ends them. */
  private static void fork(Path numbers) throws IOException, InterruptedException {
    String note = "echo $$ >> " + numbers + "; ";
    shell(note + "exec sleep 60");
    shell("env -i sh -c '" + note + "exec sleep 60'");
    shell("setsid sh -c '" + note + "exec sleep 60' &"); // nobody's child, in no group of ours
    shell(
        "n=0; breed() { "
            + "sh -c 'echo $PPID >> "
            + numbers
            + "'; sleep 0.05; n=$((n + 1)); [ $n -gt 500 ] || breed & }; breed");
    while (Files.notExists(numbers) || Files.readAllLines(numbers).size() < 10) {
      Thread.sleep(10);
    }
  }

  private static void shell(String script) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start();
  }

  private static void end(String how) {
    switch (how) {
      case "exits" -> System.exit(0);
      case "halts" -> Runtime.getRuntime().halt(75);
      default -> waitForEver();
    }
  }

  private static void flood(long bytes) {
    byte[] block = new byte[64 * 1024];
    for (long written = 0; written < bytes; written += block.length) {
      System.out.write(block, 0, block.length);
    }
    System.out.print("\nthe end");
    System.out.flush();
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
