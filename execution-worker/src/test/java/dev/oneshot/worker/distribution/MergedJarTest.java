package dev.oneshot.worker.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedJarTest {
  @TempDir private Path directory;

  @Test
  void putsJarsTogether_withoutWhatTheyWereAsModules() throws Exception {
    Path one =
        jar(
            "one.jar",
            Map.of(
                "META-INF/MANIFEST.MF", "Manifest-Version: 1.0",
                "META-INF/LICENSE", "ours",
                "META-INF/services/a.B", "one",
                "a/One.class", "1",
                "module-info.class", "m"));
    Path two =
        jar(
            "two.jar",
            Map.of(
                "META-INF/LICENSE", "theirs",
                "META-INF/versions/9/module-info.class", "m",
                "META-INF/services/a.B", "two",
                "a/Two.class", "2"));
    Path merged = directory.resolve("merged.jar");

    MergedJar.write(List.of(one, two), merged);

    assertThat(read(merged))
        .isEqualTo(
            Map.of(
                "META-INF/one.jar/LICENSE", "ours",
                "META-INF/two.jar/LICENSE", "theirs",
                "META-INF/services/a.B", "one\ntwo",
                "a/One.class", "1",
                "a/Two.class", "2"));
  }

  @Test
  void refusesWhatOneJarCannotHold() throws Exception {
    Path one = jar("one.jar", Map.of("a/Same.class", "1"));
    Path two = jar("two.jar", Map.of("a/Same.class", "2"));
    Path versions = jar("three.jar", Map.of("META-INF/versions/21/a/One.class", "1"));
    Path merged = directory.resolve("merged.jar");

    assertThatThrownBy(() -> MergedJar.write(List.of(one, two), merged))
        .hasMessageContaining("a/Same.class");
    assertThatThrownBy(() -> MergedJar.write(List.of(versions), merged))
        .hasMessageContaining("three.jar");
  }

  private Path jar(String name, Map<String, String> entries) throws IOException {
    Path jar = directory.resolve(name);
    try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        output.putNextEntry(new ZipEntry(entry.getKey()));
        output.write(entry.getValue().getBytes(UTF_8));
      }
    }
    return jar;
  }

  private static Map<String, String> read(Path jar) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (ZipFile file = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        entries.put(entry.getName(), new String(file.getInputStream(entry).readAllBytes(), UTF_8));
      }
    }
    return entries;
  }
}
