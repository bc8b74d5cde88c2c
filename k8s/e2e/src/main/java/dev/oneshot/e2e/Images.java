package dev.oneshot.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images of the overlay: their root file systems, as docker/rootfs assembles them. */
final class Images {
  static final List<String> NAMES =
      List.of(
          "worker-examples",
          "request-service",
          "worker-pool",
          "rabbitmq-standin",
          "store-standin",
          "spring-worker");

  private static final String VERSION = "0.1.0";

  private final Path root;
  private final Progress progress;

  Images(Path root, Progress progress) {
    this.root = root;
    this.progress = progress;
  }

  /**
   * Hands all of them to the nodes.
   *
   * @param command words of a command that is called as {@code COMMAND NAME DIRECTORY ENTRYPOINT…}
   */
  void load(String command) throws Exception {
    for (String image : NAMES) {
      List<String> words = new ArrayList<>(List.of(command.trim().split("\\s+", -1)));
      words.add("oneshot/" + image + ":" + VERSION);
      words.add(directory(image).toString());
      words.addAll(entryPoint(image));
      progress.step("loading oneshot/" + image);
      Command.run(root, words.toArray(String[]::new));
    }
  }

  private Path directory(String image) {
    Path directory = root.resolve("k8s/e2e/target/images").resolve(image);
    if (!Files.isDirectory(directory)) {
      throw new IllegalStateException(directory + " is missing; k8s/e2e/run makes it");
    }
    return directory;
  }

  private List<String> entryPoint(String image) throws Exception {
    String words =
        Command.run(root, root.resolve("docker/rootfs").toString(), "--entrypoint", image);
    return List.of(words.trim().split("\\s+", -1));
  }
}
