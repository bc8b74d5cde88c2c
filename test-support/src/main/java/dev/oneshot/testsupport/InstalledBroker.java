package dev.oneshot.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A private, unprivileged node of the RabbitMQ installed on this machine; several can run at once.
 */
final class InstalledBroker implements BrokerNode {
  private static final int START_ATTEMPTS = 3;
  private static final long STOP_LIMIT_SECONDS = 20;
  private static final Setting HOME = new Setting("ONESHOT_TEST_RABBITMQ_HOME");
  private static final String USER = "guest";

  private final Path programs;
  private final RabbitDirectory directory;
  private final int port = Ports.free();
  private final int tlsPort = Ports.free();
  private final boolean hasTls;
  private final RabbitEnvironment environment;
  private final Process portMapper;
  private final Process undertaker;
  private @Nullable RabbitProcess node;
  private String version = "";

  private InstalledBroker(Path programs, @Nullable TestCertificate certificate) throws IOException {
    this.programs = programs;
    directory = RabbitDirectory.create(port);
    hasTls = certificate != null;
    if (certificate != null) {
      directory.configureTls(tlsPort, certificate);
    }
    environment = new RabbitEnvironment(directory, port, Ports.free(), Ports.free());
    portMapper = environment.startPortMapper();
    undertaker = directory.startUndertaker();
    directory.recordProcess("epmd", portMapper.pid());
  }

  static Attempt<BrokerNode> attempt() {
    return attempt(null);
  }

  /** With a TLS listener, too, if there is a certificate. */
  static Attempt<BrokerNode> attempt(@Nullable TestCertificate certificate) {
    return programs()
        .<Attempt<BrokerNode>>map(found -> attempt(found, certificate))
        .orElseGet(() -> new Attempt.Unavailable<>("no rabbitmq-server installed"));
  }

  /** The directory of RabbitMQ's programs, if they are installed. */
  static Optional<Path> programs() {
    return Stream.concat(
            HOME.value().stream().map(home -> home + "/bin"),
            Stream.of(
                "/usr/lib/rabbitmq/bin",
                "/opt/rabbitmq/sbin",
                "/usr/local/opt/rabbitmq/sbin",
                "/opt/homebrew/opt/rabbitmq/sbin"))
        .map(Path::of)
        .filter(candidate -> Files.isExecutable(candidate.resolve("rabbitmq-server")))
        .findFirst();
  }

  /**
   * Ports are chosen before they are bound, so another process may come first: hence more than one
   * attempt.
   */
  private static Attempt<BrokerNode> attempt(Path programs, @Nullable TestCertificate certificate) {
    RuntimeException last = new IllegalStateException("never tried");
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      try {
        InstalledBroker broker = new InstalledBroker(programs, certificate);
        try {
          broker.start();
          return new Attempt.Started<>(broker);
        } catch (RuntimeException e) {
          broker.close();
          last = e;
        }
      } catch (IOException e) {
        last = new UncheckedIOException(e);
      }
    }
    return Attempt.unavailable("rabbitmq-server at " + programs, last);
  }

  @Override
  public TestBroker.Kind kind() {
    return TestBroker.Kind.INSTALLED;
  }

  @Override
  public String description() {
    return "RabbitMQ %s installed at %s, port %d".formatted(version, programs, port);
  }

  @Override
  public String uri() {
    // No path at all: a trailing slash would mean the virtual host "".
    return "amqp://" + USER + ":guest@127.0.0.1:" + port;
  }

  @Override
  public String tlsUri() {
    return hasTls ? "amqps://" + USER + ":guest@127.0.0.1:" + tlsPort : BrokerNode.super.tlsUri();
  }

  @Override
  public void start() {
    if (node != null && node.isAlive()) {
      return;
    }
    RabbitProcess started =
        RabbitProcess.start(
            environment.command(programs.resolve("rabbitmq-server").toString()), directory);
    node = started;
    version = started.awaitReady();
  }

  @Override
  public void stop() {
    if (node != null) {
      node.stop(STOP_LIMIT_SECONDS);
    }
  }

  @Override
  public void kill() {
    if (node != null) {
      node.kill();
    }
  }

  @Override
  public void wipe() {
    kill();
    directory.deleteData();
    start();
  }

  @Override
  public String newVirtualHost() {
    String name = "test-" + UUID.randomUUID();
    rabbitmqctl("add_vhost", name);
    rabbitmqctl("set_permissions", "-p", name, USER, ".*", ".*", ".*");
    return uri() + "/" + name;
  }

  @Override
  public String rabbitmqctl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("rabbitmqctl").toString());
    command.addAll(Arrays.asList(arguments));
    return Commands.run(environment.command(command.toArray(String[]::new)));
  }

  @Override
  public void close() {
    // Its data goes too, so there is no point in an orderly stop.
    kill();
    Commands.end(portMapper);
    directory.delete();
    Commands.end(undertaker);
  }
}
