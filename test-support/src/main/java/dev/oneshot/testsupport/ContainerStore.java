package dev.oneshot.testsupport;

import java.util.List;
import java.util.Optional;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * MongoDB in a container: a replica set of one, on a fixed port of the host so that it comes back
 * where it was.
 */
final class ContainerStore implements StoreNode {
  private static final Setting IMAGE = new Setting("ONESHOT_TEST_MONGODB_IMAGE");
  private static final String DEFAULT_IMAGE = "mongo:8";
  private static final String IS_PRIMARY = "quit(db.hello().isWritablePrimary ? 0 : 1)";

  private final String image;
  private final int port = Ports.free();
  private final MongoDBContainer container;

  private ContainerStore(String image) {
    this.image = image;
    container =
        new MongoDBContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("mongo"))
            .withReplicaSet();
    container.setPortBindings(List.of(port + ":27017"));
    // DockerEngine has seen to the image; a second look may take two minutes to fail.
    container.withImagePullPolicy(name -> false);
    container.start();
  }

  static Attempt<StoreNode> attempt() {
    String image = IMAGE.value().orElse(DEFAULT_IMAGE);
    Optional<String> obstacle = DockerEngine.obstacleTo(image);
    if (obstacle.isPresent()) {
      return new Attempt.Unavailable<>(obstacle.get());
    }
    try {
      return new Attempt.Started<>(new ContainerStore(image));
    } catch (RuntimeException e) {
      return Attempt.unavailable("image " + image, e);
    }
  }

  @Override
  public TestStore.Kind kind() {
    return TestStore.Kind.TESTCONTAINERS;
  }

  @Override
  public String description() {
    return "MongoDB in a container of %s, port %d".formatted(image, port);
  }

  @Override
  public String uri() {
    // Direct, because the replica set knows its member by a name that only the container can
    // resolve.
    return "mongodb://%s:%d/?directConnection=true".formatted(container.getHost(), port);
  }

  @Override
  public void outage() {
    Containers.stop(container);
  }

  @Override
  public void recover() {
    Containers.startAgain(container, "mongosh", "--quiet", "--eval", IS_PRIMARY);
  }

  @Override
  public void close() {
    container.stop();
  }
}
