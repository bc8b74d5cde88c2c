package dev.oneshot.examples.scan;

import static dev.oneshot.examples.scan.Archives.aTarGz;
import static dev.oneshot.examples.scan.Archives.aZip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oneshot.examples.BrokenInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceArchiveTest {

  private static final ArchiveLimits SMALL = new ArchiveLimits(5, 1 << 20, 50, 64 << 10);

  private ExtractedSources sources;

  @BeforeEach
  void create() throws IOException {
    sources = ExtractedSources.create();
  }

  @AfterEach
  void delete() throws IOException {
    sources.close();
  }

  @Test
  void keepsJavaSources_ofAZip() throws IOException {
    byte[] zip =
        aZip()
            .with("README.md", "no Java")
            .with("./src/A.java", "class A {}")
            .withStored("B.java", "class B {}")
            .with("A.class", new byte[] {1, 2, 3})
            .bytes();

    assertThat(contents(zip)).isEqualTo(Map.of("src/A.java", "class A {}", "B.java", "class B {}"));
  }

  @Test
  void keepsJavaSources_ofATarGz() throws IOException {
    String longName = "d/".repeat(150) + "Größe.java";
    byte[] tar = aTarGz().with("notes.txt", "no").with(longName, "class G {}").bytes();

    assertThat(contents(tar)).isEqualTo(Map.of(longName, "class G {}"));
  }

  @Test
  void letsTheLaterOneCount_ofTwoWithOneName() throws IOException {
    byte[] tar = aTarGz().with("A.java", "old").with("./A.java", "new").bytes();

    assertThat(contents(tar)).isEqualTo(Map.of("A.java", "new"));
  }

  @Test
  void passesOverLinks() throws IOException {
    byte[] tar =
        aTarGz()
            .withSymbolicLink("Passwords.java", "/etc/passwd")
            .withHardLink("Shadow.java", "/etc/shadow")
            .with("A.java", "class A {}")
            .bytes();

    assertThat(contents(tar)).containsOnlyKeys("A.java");
  }

  @Test
  void refusesTraversal_andWritesNothing() throws IOException {
    assertRefused(aZip().with("../../A.java", "x").bytes()).hasMessageContaining("\"..\"");
    assertRefused(aTarGz().with("src/../../A.java", "x").bytes()).hasMessageContaining("\"..\"");
    assertRefused(aTarGz().with("/tmp/A.java", "x").bytes()).hasMessageContaining("absolute");
    assertRefused(aZip().with("../evil.txt", "x").bytes()).hasMessageContaining("\"..\"");
    assertThat(sources.isEmpty()).isTrue();
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    assertRefused(new byte[0]).hasMessageContaining("has no body").hasMessageContaining("tar.gz");
    assertRefused("{\"a\": 1}".getBytes(StandardCharsets.UTF_8))
        .hasMessageContaining("not an archive")
        .hasMessageContaining("7b 22 61 22");
    assertRefused(new byte[] {'P'}).hasMessageContaining("not an archive");
    assertRefused(gzip(new byte[2000])).hasMessageContaining("does not hold a tar");
    assertRefused(gzip("class A {}".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("does not hold a tar");
  }

  @Test
  void refusesAnArchiveWithoutJava() throws IOException {
    assertRefused(aZip().with("README.md", "x").bytes()).hasMessageContaining("no .java file");
    assertRefused(aZip().bytes()).hasMessageContaining("0 entries");
  }

  @Test
  void refusesAnArchiveThatIsCutOff() throws IOException {
    byte[] noise = new byte[50_000];
    new Random(1).nextBytes(noise);
    byte[] zip = aZip().with("A.java", noise).bytes();
    byte[] tar = aTarGz().with("A.java", noise).bytes();

    assertRefused(Arrays.copyOf(zip, 20_000)).hasMessageContaining("damaged, or cut off");
    assertRefused(Arrays.copyOf(tar, 20_000)).hasMessageContaining("damaged, or cut off");
  }

  @Test
  void refusesTooManyEntries() throws IOException {
    Archives.Zip zip = aZip();
    for (int index = 0; index < 6; index++) {
      zip.with(index + ".txt", "x");
    }

    assertRefused(zip.bytes()).hasMessageContaining("more than 5 entries");
  }

  @Test
  void refusesTooManyBytes() throws IOException {
    byte[] noise = new byte[(1 << 20) + 1];
    new Random(1).nextBytes(noise);

    assertRefused(aZip().with("A.java", noise).bytes()).hasMessageContaining("1048576 bytes");
    assertRefused(aTarGz().with("noise.bin", noise).bytes()).hasMessageContaining("1048576 bytes");
  }

  @Test
  void refusesABomb_whereverItHides() throws IOException {
    byte[] zeros = new byte[900_000];

    assertRefused(aZip().with("A.java", zeros).bytes()).hasMessageContaining("bomb");
    assertRefused(aZip().with("zeros.bin", zeros).bytes()).hasMessageContaining("bomb");
    assertRefused(aTarGz().with("zeros.bin", zeros).bytes()).hasMessageContaining("bomb");
  }

  @Test
  void passesOn_whatTheBodyFailedWith() throws IOException {
    byte[] start = Arrays.copyOf(aZip().with("A.java", "class A {}").bytes(), 20);
    BrokenInput lost = new BrokenInput();
    InputStream body = new SequenceInputStream(new ByteArrayInputStream(start), lost);

    assertThatThrownBy(() -> new SourceArchive(body, SMALL).extractInto(sources))
        .isSameAs(lost.failure());
  }

  @Test
  void stops_whenInterrupted() throws IOException {
    byte[] zip = aZip().with("A.java", "class A {}").bytes();
    Thread.currentThread().interrupt();

    try {
      assertThatThrownBy(() -> extract(zip)).isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[] body) {
    return assertThatThrownBy(() -> extract(body)).isInstanceOf(IllegalArgumentException.class);
  }

  private Map<String, String> contents(byte[] body) throws IOException {
    extract(body);
    Map<String, String> contents = new TreeMap<>();
    for (Map.Entry<String, Path> entry : sources.fileByName().entrySet()) {
      contents.put(entry.getKey(), Files.readString(entry.getValue()));
    }
    return contents;
  }

  private void extract(byte[] body) throws IOException {
    new SourceArchive(new ByteArrayInputStream(body), SMALL).extractInto(sources);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }
}
