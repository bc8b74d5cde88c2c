package dev.oneshot.examples.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNameTest {

  @ParameterizedTest
  @CsvSource({
    "App.java, App.java",
    "./src//App.java, src/App.java",
    "src\\main\\App.java, src/main/App.java",
    "src/..App.java, src/..App.java",
    "src/, src",
  })
  void keepsWhatLeadsDownwards(String raw, String expected) {
    assertThat(EntryName.relative(raw)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../App.java",
        "src/../../App.java",
        "src/..",
        "..\\App.java",
        "/etc/App.java",
        "\\App.java",
        "C:\\App.java",
        "c:App.java",
        "App\u0000.java",
        "App\n.java",
      })
  void refusesWhatLeadsElsewhere(String raw) {
    assertThatThrownBy(() -> EntryName.relative(raw))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The archive entry \"")
        .hasMessageContaining("src/main/java/App.java")
        .message()
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @ParameterizedTest
  @CsvSource({
    "a/App.java, true",
    "package-info.java, true",
    "App.class, false",
    "App.JAVA, false",
    "a/._App.java, false",
    "a.java/notes.txt, false",
  })
  void tellsJavaSources(String name, boolean expected) {
    assertThat(EntryName.isJavaSource(name)).isEqualTo(expected);
  }
}
