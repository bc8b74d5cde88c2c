package dev.oneshot.worker.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * A module of the run-time image that owns the packages in which the MongoDB driver looks for
 * Kotlin's codecs at each start. For a class in a module's package the JVM asks that module only;
 * else it would open every jar of the class path, those of the functions included, to find nothing.
 */
final class AbsentPackages {
  static final String MODULE = "oneshot.absent";

  private static final List<String> PACKAGES =
      List.of("org.bson.codecs.kotlin", "org.bson.codecs.kotlinx");

  private AbsentPackages() {}

  /** Compiles the module into a directory that may be a module path's element. */
  static void compileTo(Path directory) throws IOException {
    Path sources = directory.resolveSibling(directory.getFileName() + "-sources");
    List<String> arguments = new ArrayList<>(List.of("-d", directory.toString()));
    StringBuilder exports = new StringBuilder();
    for (String name : PACKAGES) {
      exports.append("exports ").append(name).append("; ");
      // a package without a class cannot be exported, and without an export no JVM resolves it
      arguments.add(
          write(
              sources.resolve(name.replace('.', '/')).resolve("Absent.java"),
              "package " + name + "; interface Absent {}"));
    }
    arguments.add(
        write(sources.resolve("module-info.java"), "module " + MODULE + " { " + exports + "}"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("the module " + MODULE + " does not compile");
    }
  }

  private static String write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file.toString();
  }
}
