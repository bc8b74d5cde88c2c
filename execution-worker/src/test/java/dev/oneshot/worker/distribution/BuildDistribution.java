package dev.oneshot.worker.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the worker's distribution. Called by the build with the directory to fill, the worker's own
 * jar, a file that lists the class path behind it, and a directory of function jars to train with.
 * Does only what changed inputs ask for.
 */
public final class BuildDistribution {
  /**
   * What the worker needs and what functions may expect of Java SE, without tools. Everything but
   * the first line is there for functions.
   */
  private static final String MODULES =
      "java.base,java.logging,java.naming,java.management,java.security.sasl,jdk.unsupported,"
          + "java.compiler,java.desktop,java.instrument,java.net.http,java.prefs,java.rmi,"
          + "java.scripting,java.sql,java.sql.rowset,java.xml,java.xml.crypto,jdk.charsets,"
          + "jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.zipfs";

  /** Measured: README.md, "Start-up". The heap is the pool's to say. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=4",
          "-XX:-UsePerfData",
          "-Xss512k",
          // standard output belongs to functions
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-Djava.awt.headless=true",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * The JVM compares a jar's time with that at training, and copies may round it to two seconds.
   */
  private static final FileTime JAR_TIME = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  private final Path target;
  private final Path javaHome = Path.of(System.getProperty("java.home"));

  private BuildDistribution(Path target) {
    this.target = target;
  }

  public static void main(String[] arguments) throws Exception {
    Path target = Path.of(arguments[0]);
    List<Path> jars = new ArrayList<>(List.of(Path.of(arguments[1])));
    Stream.of(Files.readString(Path.of(arguments[2])).strip().split(File.pathSeparator))
        .map(Path::of)
        .forEach(jars::add);
    new BuildDistribution(target).build(jars, Path.of(arguments[3]));
  }

  private void build(List<Path> jars, Path functions) throws Exception {
    Files.createDirectories(target);
    boolean isNewRuntime = buildRuntime();
    copyJars(jars);
    Files.write(target.resolve("jvm.options"), OPTIONS);
    String inputs = fingerprint(functions);
    if (isNewRuntime || !isStamped("worker.aot", inputs)) {
      TrainCache.run(target, functions);
      stamp("worker.aot", inputs);
    }
  }

  private boolean buildRuntime() throws IOException, InterruptedException {
    Path runtime = target.resolve("runtime");
    String inputs = javaHome + " " + System.getProperty("java.runtime.version") + " " + MODULES;
    if (isStamped("runtime", inputs)) {
      return false;
    }
    delete(runtime);
    Process jlink =
        new ProcessBuilder(
                javaHome.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--generate-cds-archive",
                "--output",
                runtime.toString())
            .redirectErrorStream(true)
            .redirectOutput(target.resolveSibling("jlink.log").toFile())
            .start();
    if (jlink.waitFor() != 0) {
      throw new IllegalStateException(
          "jlink failed: " + Files.readString(target.resolveSibling("jlink.log")));
    }
    stamp("runtime", inputs);
    return true;
  }

  private void copyJars(List<Path> jars) throws IOException {
    Path lib = target.resolve("lib");
    delete(lib);
    Files.createDirectories(lib);
    for (Path jar : jars) {
      Path copy = lib.resolve(jar.getFileName());
      Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(copy, JAR_TIME);
    }
    List<String> names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
    Files.write(target.resolve("classpath"), names);
  }

  // what the JVM compares, and the bytes themselves where their time says nothing
  private String fingerprint(Path functions) throws Exception {
    StringBuilder text = new StringBuilder(String.join("\n", OPTIONS));
    try (Stream<Path> jars = Files.list(target.resolve("lib"))) {
      for (Path jar : jars.sorted().toList()) {
        text.append(jar).append(' ').append(sha256(Files.readAllBytes(jar))).append('\n');
      }
    }
    if (Files.isDirectory(functions)) {
      try (Stream<Path> jars = Files.list(functions)) {
        for (Path jar : jars.sorted().toList()) {
          text.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
        }
      }
    }
    return sha256(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private boolean isStamped(String what, String inputs) throws IOException {
    Path stamp = stampFile(what);
    return Files.exists(target.resolve(what))
        && Files.exists(stamp)
        && Files.readString(stamp).equals(inputs);
  }

  private void stamp(String what, String inputs) throws IOException {
    Files.writeString(stampFile(what), inputs);
  }

  private Path stampFile(String what) {
    return target.resolveSibling(what + ".inputs");
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
