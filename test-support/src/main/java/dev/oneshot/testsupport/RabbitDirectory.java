package dev.oneshot.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one installed broker keeps everything: configuration, data, log, Erlang cookie, process
 * ids.
 */
record RabbitDirectory(Path path) {
  /**
   * Waits for its standard input to end, which happens when this JVM is gone, however it went. Then
   * kills what the directory has on record and deletes it. Deaf to signals, as an interrupt on a
   * terminal reaches it, too.
   */
  private static final String UNDERTAKER =
      """
      trap '' INT TERM HUP
      read -r nothing
      kill -9 $(cat "$1"/*.process) 2>/dev/null
      rm -rf "$1"
      """;

  static RabbitDirectory create(int port) throws IOException {
    Path path = Files.createTempDirectory("oneshot-rabbitmq-");
    for (String child : List.of("mnesia", "log", "home")) {
      Files.createDirectory(path.resolve(child));
    }
    Files.writeString(path.resolve("enabled_plugins"), "[].\n");
    Files.writeString(
        path.resolve("rabbitmq.conf"),
        """
        listeners.tcp.default = 127.0.0.1:%d
        log.console = true
        log.file = false
        vm_memory_high_watermark.absolute = 512MB
        disk_free_limit.absolute = 50MB
        """
            .formatted(port));
    return new RabbitDirectory(path);
  }

  /** Adds a TLS listener that asks no client for a certificate. */
  void configureTls(int port, TestCertificate certificate) throws IOException {
    Files.writeString(
        path.resolve("rabbitmq.conf"),
        """
        listeners.ssl.default = 127.0.0.1:%d
        ssl_options.cacertfile = %s
        ssl_options.certfile = %s
        ssl_options.keyfile = %s
        ssl_options.verify = verify_none
        ssl_options.fail_if_no_peer_cert = false
        """
            .formatted(
                port, certificate.certificate(), certificate.certificate(), certificate.key()),
        StandardOpenOption.APPEND);
  }

  String child(String name) {
    return path.resolve(name).toString();
  }

  Process startUndertaker() throws IOException {
    return new ProcessBuilder("sh", "-c", UNDERTAKER, "undertaker", path.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  void recordProcess(String name, long processId) {
    try {
      Files.writeString(path.resolve(name + ".process"), processId + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void deleteData() {
    Path data = path.resolve("mnesia");
    delete(data);
    try {
      Files.createDirectory(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    delete(path);
  }

  private static void delete(Path root) {
    try (Stream<Path> tree = Files.walk(root)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
