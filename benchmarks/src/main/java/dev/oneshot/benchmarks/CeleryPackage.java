package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.site.Celery;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's Celery, installed where it is missing and may be. */
final class CeleryPackage {
  private static final String NAME = "python3-celery";
  private static final Path APT = Path.of("/usr/bin/apt-get");

  private CeleryPackage() {}

  /**
   * Its version; installs it first where this is root on a Debian.
   *
   * @throws NotInstalledException where it cannot be had
   */
  static String require(Progress progress)
      throws NotInstalledException, IOException, InterruptedException {
    String version = version();
    if (version.isEmpty() && isRootOnDebian()) {
      progress.step("installing Debian's " + NAME);
      if (!apt("install", "-y", "--no-install-recommends", NAME)) {
        progress.step("once more, with fresh lists of packages");
        apt("update");
        apt("install", "-y", "--no-install-recommends", NAME);
      }
      version = version();
    }
    if (version.isEmpty()) {
      throw new NotInstalledException(
          Celery.PYTHON
              + " cannot import celery; install it, on Debian with: apt-get install "
              + NAME);
    }
    return version;
  }

  private static String version() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of(Celery.PYTHON))
        ? output(Celery.PYTHON, "-c", "import celery; print(celery.__version__)")
        : "";
  }

  private static boolean isRootOnDebian() throws IOException, InterruptedException {
    return Files.isExecutable(APT)
        && Files.exists(Path.of("/etc/debian_version"))
        && output("id", "-u").equals("0");
  }

  // empty where the program fails
  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? said : "";
  }

  private static boolean apt(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(APT.toString(), "-qq"));
    command.addAll(List.of("-o", "DPkg::Lock::Timeout=60", "-o", "Dpkg::Use-Pty=0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    // what it prints is progress, and belongs on stderr with all other
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    process.getInputStream().transferTo(System.err);
    return process.waitFor() == 0;
  }
}
