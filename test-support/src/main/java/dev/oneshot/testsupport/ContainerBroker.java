package dev.oneshot.testsupport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/** RabbitMQ in a container, on a fixed port of the host so that it comes back where it was. */
final class ContainerBroker implements BrokerNode {
  private static final Setting IMAGE = new Setting("ONESHOT_TEST_RABBITMQ_IMAGE");
  private static final String DEFAULT_IMAGE = "rabbitmq:4-management";
  private static final Pattern VERSION = Pattern.compile("Starting RabbitMQ (\\S+)");

  private final String image;
  private final int port = Ports.free();
  private RabbitMQContainer container;

  private ContainerBroker(String image) {
    this.image = image;
    container = launch();
  }

  static Attempt<BrokerNode> attempt() {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return new Attempt.Unavailable<>(obstacle.get());
    }
    String image = image();
    try {
      return new Attempt.Started<>(new ContainerBroker(image));
    } catch (RuntimeException e) {
      return Attempt.unavailable("image " + image, e);
    }
  }

  /** Why there can be none here, in one line. */
  static Optional<String> obstacle() {
    return DockerEngine.obstacleTo(image());
  }

  private static String image() {
    return IMAGE.value().orElse(DEFAULT_IMAGE);
  }

  @SuppressWarnings("resource") // kept in a field, stopped in close()
  private RabbitMQContainer launch() {
    RabbitMQContainer created =
        new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
    created.setPortBindings(List.of(port + ":5672"));
    // DockerEngine has seen to the image; a second look may take two minutes to fail.
    created.withImagePullPolicy(name -> false);
    created.start();
    return created;
  }

  @Override
  public TestBroker.Kind kind() {
    return TestBroker.Kind.TESTCONTAINERS;
  }

  @Override
  public String description() {
    return "RabbitMQ %s in a container of %s, port %d".formatted(version(), image, port);
  }

  /** A tag does not tell it: images are rebuilt, and may be anybody's. */
  private String version() {
    return VERSION
        .matcher(container.getLogs())
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElse("of an unknown version");
  }

  @Override
  public String uri() {
    return "amqp://%s:%s@%s:%d"
        .formatted(
            container.getAdminUsername(), container.getAdminPassword(), container.getHost(), port);
  }

  @Override
  public void start() {
    Containers.startAgain(container, "rabbitmqctl", "await_startup");
  }

  @Override
  public void stop() {
    Containers.stop(container);
  }

  @Override
  public void kill() {
    Containers.kill(container);
  }

  @Override
  public void wipe() {
    container.stop();
    container = launch();
  }

  @Override
  public String newVirtualHost() {
    String name = "test-" + UUID.randomUUID();
    rabbitmqctl("add_vhost", name);
    rabbitmqctl("set_permissions", "-p", name, container.getAdminUsername(), ".*", ".*", ".*");
    return uri() + "/" + name;
  }

  @Override
  public String rabbitmqctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("rabbitmqctl"));
    command.addAll(Arrays.asList(arguments));
    return Containers.run(container, command.toArray(String[]::new));
  }

  @Override
  public void close() {
    container.stop();
  }
}
