package dev.oneshot.standalone.endtoend;

import java.nio.file.Path;

/** How to start another JVM with this one's class path. */
final class JavaProcess {
  private JavaProcess() {}

  static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }
}
