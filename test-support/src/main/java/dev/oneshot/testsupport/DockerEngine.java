package dev.oneshot.testsupport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * Asked before Testcontainers is: whether there is a Docker engine, and whether an image is to be
 * had. Testcontainers alone takes up to two minutes to give up on an image, its own helper's (Ryuk)
 * included.
 */
final class DockerEngine {
  private static final Duration PULL_LIMIT = Duration.ofMinutes(5);
  private static final Setting HOST = new Setting("DOCKER_HOST");
  private static final Setting RYUK_DISABLED = new Setting("TESTCONTAINERS_RYUK_DISABLED");

  /** Why an image cannot be had, if so; asked once per JVM, as the answer may take a while. */
  private static final Map<String, Optional<String>> OBSTACLES = new ConcurrentHashMap<>();

  private DockerEngine() {}

  /**
   * Why {@code image} cannot be run here, in one line; empty when it can. Pulls it when necessary.
   */
  static Optional<String> obstacleTo(String image) {
    return OBSTACLES.computeIfAbsent(image, DockerEngine::findObstacle);
  }

  private static Optional<String> findObstacle(String image) {
    Optional<SocketAddress> engine = address();
    if (engine.isEmpty()) {
      return Optional.of("no Docker engine");
    }
    try {
      Optional<String> obstacle = obtain(engine.get(), image);
      return obstacle.isPresent() || !needsRyuk()
          ? obstacle
          : obtain(engine.get(), ryukImage())
              .map(reason -> reason + " (or set TESTCONTAINERS_RYUK_DISABLED=true)");
    } catch (IOException e) {
      return Optional.of("Docker engine at " + engine.get() + ": " + e.getMessage());
    }
  }

  private static boolean needsRyuk() {
    return RYUK_DISABLED.value().filter(Boolean::parseBoolean).isEmpty();
  }

  @SuppressWarnings("deprecation") // the only public way to its name
  private static String ryukImage() {
    return TestcontainersConfiguration.getInstance().getRyukImage();
  }

  private static Optional<String> obtain(SocketAddress engine, String image) throws IOException {
    if (request(engine, "GET", "/images/" + image + "/json").contains(" 200 ")) {
      return Optional.empty();
    }
    String pulled = pull(engine, DockerImageName.parse(image));
    boolean obtained = pulled.contains(" 200 ") && !pulled.contains("\"error\"");
    return obtained
        ? Optional.empty()
        : Optional.of(
            "image %s cannot be pulled: %s"
                .formatted(image, pulled.lines().reduce("", (first, last) -> last)));
  }

  private static String pull(SocketAddress engine, DockerImageName image) throws IOException {
    String path =
        "/images/create?fromImage=%s&tag=%s"
            .formatted(
                URLEncoder.encode(image.getUnversionedPart(), StandardCharsets.UTF_8),
                URLEncoder.encode(image.getVersionPart(), StandardCharsets.UTF_8));
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(request(engine, "POST", path));
      } catch (IOException e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      return answer.get(PULL_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "not within " + PULL_LIMIT;
    } catch (ExecutionException e) {
      return "" + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Status line, headers and body. HTTP/1.0, so that the body ends with the connection. */
  private static String request(SocketAddress engine, String method, String path)
      throws IOException {
    try (SocketChannel channel = SocketChannel.open(engine)) {
      String head =
          "%s %s HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n".formatted(method, path);
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Optional<SocketAddress> address() {
    return HOST.value().isPresent()
        ? HOST.value().flatMap(DockerEngine::parse)
        : Stream.of(
                "/var/run/docker.sock",
                System.getenv("XDG_RUNTIME_DIR") + "/docker.sock",
                System.getProperty("user.home") + "/.docker/run/docker.sock")
            .map(Path::of)
            .filter(Files::exists)
            .<SocketAddress>map(UnixDomainSocketAddress::of)
            .findFirst();
  }

  private static Optional<SocketAddress> parse(String host) {
    URI uri = URI.create(host);
    return switch (String.valueOf(uri.getScheme())) {
      case "unix" ->
          Optional.of(Path.of(uri.getPath()))
              .filter(Files::exists)
              .map(UnixDomainSocketAddress::of);
      case "tcp", "http" -> Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort()));
      default -> Optional.empty();
    };
  }
}
