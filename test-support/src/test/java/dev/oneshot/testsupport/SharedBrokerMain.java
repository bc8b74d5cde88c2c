package dev.oneshot.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Uses the shared broker, prints its directory and ends when its standard input does. */
final class SharedBrokerMain {
  private SharedBrokerMain() {}

  public static void main(String[] args) throws Exception {
    String uri = TestBroker.shared().uri();
    new Amqp(uri).publish("q", "x");
    System.out.println(directoryOf(uri.substring(uri.lastIndexOf(':') + 1)));
    System.in.transferTo(System.err);
  }

  private static Path directoryOf(String port) throws IOException {
    try (Stream<Path> directories =
        Files.list(Path.of(System.getProperty("java.io.tmpdir")))
            .filter(path -> path.getFileName().toString().startsWith("oneshot-rabbitmq-"))) {
      return directories.filter(path -> mentions(path, port)).findFirst().orElseThrow();
    }
  }

  private static boolean mentions(Path directory, String port) {
    try {
      return Files.readString(directory.resolve("rabbitmq.conf")).contains(":" + port + "\n");
    } catch (IOException e) {
      return false;
    }
  }
}
