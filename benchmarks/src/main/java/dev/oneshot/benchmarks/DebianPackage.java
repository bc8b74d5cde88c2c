package dev.oneshot.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Something of Debian that a command needs beside what this project brings. */
public record DebianPackage(String name) {
  private static final Path APT = Path.of("/usr/bin/apt-get");

  /** For a person to install it with. */
  public String command() {
    return "apt-get install " + name;
  }

  /**
   * Installs it where this is root on a Debian.
   *
   * @return whether it is installed now
   */
  public boolean install(Progress progress) throws IOException, InterruptedException {
    if (!canInstall()) {
      return false;
    }
    progress.step("installing Debian's " + name);
    if (apt("install", "-y", "--no-install-recommends", name)) {
      return true;
    }
    progress.step("once more, with fresh lists of packages");
    apt("update");
    return apt("install", "-y", "--no-install-recommends", name);
  }

  private static boolean canInstall() throws IOException, InterruptedException {
    return Files.isExecutable(APT)
        && Files.exists(Path.of("/etc/debian_version"))
        && output("id", "-u").equals("0");
  }

  /** What a program prints; empty where it fails. */
  static String output(String... command) throws IOException, InterruptedException {
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
