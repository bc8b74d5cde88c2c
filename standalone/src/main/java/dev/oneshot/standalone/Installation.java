package dev.oneshot.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the build left what this command needs; the launcher script says where to look.
 *
 * @param worker the worker distribution
 * @param functions declarations
 * @param functionJars directory of the jars that implement them
 * @param sample input of the example run
 */
record Installation(Path worker, Path functions, Path functionJars, Path sample) {
  /** Below a checkout: where the modules' builds put things. */
  static Installation inCheckout(Path root, @Nullable Path ownFunctions) {
    Path examples = root.resolve("examples");
    Path jars = examples.resolve("target/functions");
    return new Installation(
        root.resolve("execution-worker/target/worker"),
        ownFunctions == null ? examples.resolve("functions.yaml") : ownFunctions.toAbsolutePath(),
        ownFunctions == null ? jars : jarsBeside(ownFunctions.toAbsolutePath(), jars),
        examples.resolve("target/input/sample-sources.jar"));
  }

  private static Path jarsBeside(Path functions, Path otherwise) {
    Path beside = functions.resolveSibling("functions");
    return Files.isDirectory(beside) ? beside : otherwise;
  }

  /** What is not there, of all that must be. */
  List<Path> missing() {
    return List.of(worker, functions, functionJars).stream().filter(Files::notExists).toList();
  }
}
