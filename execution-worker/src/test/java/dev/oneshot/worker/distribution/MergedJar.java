package dev.oneshot.worker.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Several jars as one without a manifest. Services are put together; what else lies in {@code
 * META-INF}, licences above all, is kept in a directory named after its jar.
 */
final class MergedJar {
  private static final String META = "META-INF/";
  private static final String VERSIONS = "META-INF/versions/";
  private static final String SERVICES = "META-INF/services/";

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private MergedJar() {}

  static void write(List<Path> jars, Path target) throws IOException {
    MergedJar merged = new MergedJar();
    for (Path jar : jars) {
      merged.add(jar);
    }
    try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(target))) {
      for (Map.Entry<String, byte[]> entry : merged.entries.entrySet()) {
        ZipEntry written = new ZipEntry(entry.getKey());
        written.setTime(0);
        output.putNextEntry(written);
        output.write(entry.getValue());
      }
    }
  }

  private void add(Path jar) throws IOException {
    try (ZipFile read = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> all = read.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String name = entry.getName();
        if (entry.isDirectory() || name.equals("META-INF/MANIFEST.MF") || isModule(name)) {
          continue;
        }
        try (InputStream bytes = read.getInputStream(entry)) {
          add(jar.getFileName().toString(), name, bytes.readAllBytes());
        }
      }
    }
  }

  // on a class path they mean nothing
  private static boolean isModule(String name) {
    return name.endsWith("module-info.class");
  }

  private void add(String jar, String name, byte[] bytes) {
    if (name.startsWith(VERSIONS)) {
      throw new IllegalStateException(jar + " has classes for one version of Java, " + name);
    }
    if (name.startsWith(SERVICES)) {
      entries.merge(name, bytes, MergedJar::lines);
    } else if (name.startsWith(META)) {
      entries.put(META + jar + "/" + name.substring(META.length()), bytes);
    } else if (entries.put(name, bytes) != null) {
      throw new IllegalStateException(name + " is in two of the worker's jars");
    }
  }

  private static byte[] lines(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.write('\n');
    both.writeBytes(second);
    return both.toByteArray();
  }
}
