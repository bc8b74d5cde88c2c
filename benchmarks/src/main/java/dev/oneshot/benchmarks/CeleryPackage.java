package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.site.Celery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Celery, installed where it is missing and may be. */
final class CeleryPackage {
  private static final DebianPackage PACKAGE = new DebianPackage("python3-celery");

  private CeleryPackage() {}

  /**
   * Its version; installs it first where that can be done.
   *
   * @throws NotInstalledException where it cannot be had
   */
  static String require(Progress progress)
      throws NotInstalledException, IOException, InterruptedException {
    String version = version();
    if (version.isEmpty() && PACKAGE.install(progress)) {
      version = version();
    }
    if (version.isEmpty()) {
      throw new NotInstalledException(
          Celery.PYTHON
              + " cannot import celery; install it, on Debian with: "
              + PACKAGE.command());
    }
    return version;
  }

  private static String version() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of(Celery.PYTHON))
        ? DebianPackage.output(Celery.PYTHON, "-c", "import celery; print(celery.__version__)")
        : "";
  }
}
