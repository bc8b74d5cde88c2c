package dev.oneshot.worker.distribution;

import dev.oneshot.worker.fixture.Distribution;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
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
      "java.base,java.logging,java.naming,java.management,java.security.jgss,"
          + "java.security.sasl,jdk.unsupported,"
          + "java.compiler,java.desktop,java.instrument,java.net.http,java.prefs,java.rmi,"
          + "java.scripting,java.sql,java.sql.rowset,java.xml,java.xml.crypto,jdk.charsets,"
          + "jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.zipfs";

  /**
   * Measured: README.md, "Start-up". The heap is the pool's to say, and so is the compiler: see
   * docs/adr/0006.
   */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=8",
          // without it a body of 256 KB is digested by the interpreter, once in and once out
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA2::implCompress0,0.001",
          "-XX:CompileCommand=CompileThresholdScaling,dev.oneshot.crypto.PlainSha256::compress,0.001",
          "-XX:-UsePerfData",
          // no thread that is woken for each class that is initialized, to find nothing recorded
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-AOTReplayTraining",
          "-Xss512k",
          // a method handle for each reflected method would have to be spun; its worth is within
          // the noise of what was measured so far
          "-Djdk.reflect.useNativeAccessorOnly=true",
          // standard output belongs to functions
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          // instead of a search through all jars
          "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider",
          "-Dslf4j.internal.verbosity=WARN",
          "-Djava.awt.headless=true",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** Of the run-time image's settings. */
  private static final List<String> READ_AT_EACH_START =
      List.of("security/java.security", "net.properties");

  /**
   * Classes for several versions of Java, of which one jar cannot hold those of another; and only
   * functions that take objects need it.
   */
  private static final String LEFT_AS_IT_IS = "aws-lambda-java-serialization";

  /**
   * The JVM compares a jar's time, in seconds, with that at training. This one survives copies that
   * round, and is what tools give all files of an image that is to be reproducible.
   */
  private static final FileTime JAR_TIME = FileTime.from(Instant.EPOCH);

  private final Path target;
  private final Path javaHome = Path.of(System.getProperty("java.home"));

  /** Where it is noted what each part was made from; beside the distribution, not in it. */
  private final Path stamps;

  private BuildDistribution(Path target) {
    this.target = target;
    this.stamps = target.resolveSibling(target.getFileName() + ".inputs");
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
    Files.createDirectories(stamps);
    boolean isNewRuntime = buildRuntime();
    mergeJars(jars);
    Files.write(target.resolve("jvm.options"), OPTIONS);
    // a JVM takes a cache only where its class path begins with all of the cache's own
    train("worker", List.of(), isNewRuntime);
    List<Path> functionJars =
        Files.isDirectory(functions) ? Distribution.functions(functions.toRealPath()) : List.of();
    if (!functionJars.isEmpty()) {
      train("functions", functionJars, isNewRuntime);
      Files.write(target.resolve("functions.jars"), identities(functionJars));
    }
  }

  // all that a cache holds is loaded at each start, used or not (docs/adr/0007)
  private void train(String name, List<Path> functions, boolean isForced) throws Exception {
    train(name + ".aot", functions, isForced, false);
    train(name + "-tls.aot", functions, isForced, true);
  }

  private void train(String cache, List<Path> functions, boolean isForced, boolean speaksTls)
      throws Exception {
    String inputs = fingerprint(functions);
    if (isForced || !isStamped(cache, inputs)) {
      TrainCache.run(target, functions, target.resolve(cache), speaksTls);
      stamp(cache, inputs);
    }
  }

  /** What the JVM compares: path, size in bytes, and time of change in milliseconds. */
  private static List<String> identities(List<Path> jars) throws IOException {
    List<String> identities = new ArrayList<>();
    for (Path jar : jars) {
      identities.add(
          jar + "\t" + Files.size(jar) + "\t" + Files.getLastModifiedTime(jar).toMillis());
    }
    return identities;
  }

  private boolean buildRuntime() throws IOException, InterruptedException {
    Path runtime = target.resolve("runtime");
    String modules = MODULES + "," + AbsentPackages.MODULE;
    String inputs =
        javaHome + " " + System.getProperty("java.runtime.version") + " " + modules + " stripped";
    if (isStamped("runtime", inputs)) {
      return false;
    }
    delete(runtime);
    Path absent = stamps.resolve("absent");
    AbsentPackages.compileTo(absent);
    Process jlink =
        new ProcessBuilder(
                javaHome.resolve("bin/jlink").toString(),
                "--module-path",
                absent.toString(),
                "--add-modules",
                modules,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                // compressed, it would cost each class that is not in the cache 25 µs, and save
                // nothing on an image's way to a node
                "--generate-cds-archive",
                "--output",
                runtime.toString())
            .redirectErrorStream(true)
            .redirectOutput(stamps.resolve("jlink.log").toFile())
            .start();
    if (jlink.waitFor() != 0) {
      throw new IllegalStateException(
          "jlink failed: " + Files.readString(stamps.resolve("jlink.log")));
    }
    for (String read : READ_AT_EACH_START) {
      stripComments(runtime.resolve("conf").resolve(read));
    }
    stamp("runtime", inputs);
    return true;
  }

  /** Keeps the settings of a properties file: every worker reads it, by the interpreter. */
  private static void stripComments(Path properties) throws IOException {
    List<String> kept = new ArrayList<>();
    boolean isContinued = false;
    for (String line : Files.readAllLines(properties, StandardCharsets.ISO_8859_1)) {
      String text = line.strip();
      if (isContinued || !(text.isEmpty() || text.startsWith("#") || text.startsWith("!"))) {
        kept.add(line);
        isContinued = text.endsWith("\\");
      }
    }
    Files.write(properties, kept, StandardCharsets.ISO_8859_1);
  }

  // for each jar that the cache has classes of, a worker makes a location, a manifest and packages
  private void mergeJars(List<Path> jars) throws IOException {
    Path lib = target.resolve("lib");
    delete(lib);
    Files.createDirectories(lib);
    List<Path> delivered = new ArrayList<>(List.of(lib.resolve("worker.jar")));
    List<Path> merged = new ArrayList<>();
    for (Path jar : jars) {
      if (jar.getFileName().toString().startsWith(LEFT_AS_IT_IS)) {
        delivered.add(Files.copy(jar, lib.resolve(jar.getFileName())));
      } else {
        merged.add(jar);
      }
    }
    MergedJar.write(merged, delivered.getFirst());
    for (Path jar : delivered) {
      Files.setLastModifiedTime(jar, JAR_TIME);
    }
    Files.write(
        target.resolve("classpath"),
        delivered.stream().map(jar -> jar.getFileName().toString()).toList());
  }

  // the worker's own jars by their bytes, since their times all look the same; and the training
  private String fingerprint(List<Path> functions) throws Exception {
    List<String> parts = new ArrayList<>(OPTIONS);
    for (String name : Files.readAllLines(target.resolve("classpath"))) {
      Path jar = target.resolve("lib").resolve(name);
      parts.add(jar + " " + JAR_TIME + " " + sha256(Files.readAllBytes(jar)));
    }
    parts.addAll(identities(functions));
    try (InputStream training = TrainCache.class.getResourceAsStream("TrainCache.class")) {
      parts.add(sha256(Objects.requireNonNull(training).readAllBytes()));
    }
    parts.add(Files.readString(stampFile("runtime")));
    return sha256(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
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
    return stamps.resolve(what);
  }

  static void delete(Path tree) throws IOException {
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
