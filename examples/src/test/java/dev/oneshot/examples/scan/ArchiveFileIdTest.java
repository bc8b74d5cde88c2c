package dev.oneshot.examples.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveFileIdTest {

  @ParameterizedTest
  @CsvSource({
    "src/main/java/App.java, src/main/java/App.java",
    "a b/100%.java, a%20b/100%25.java",
    "Größe.java, Gr%C3%B6%C3%9Fe.java",
    "a:b/App$1.java, a%3Ab/App$1.java",
  })
  void isARelativeUri(String name, String expected) {
    assertThat(new ArchiveFileId(name).getUriString()).isEqualTo(expected);
  }
}
