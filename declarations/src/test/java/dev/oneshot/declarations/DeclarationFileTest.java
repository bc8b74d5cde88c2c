package dev.oneshot.declarations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

class DeclarationFileTest {
  private static DeclarationFile file(String yaml) {
    return new DeclarationFile(
        "things",
        "oneshot.things.file",
        new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "things.yaml"));
  }

  private static List<String> problems(String yaml, Function<Block, ?> reader) {
    try {
      var _ = file(yaml).read(reader);
      return List.of();
    } catch (DeclarationException e) {
      return e.problems();
    }
  }

  @Test
  void readsValuesMapsListsAndBlocks() {
    String yaml =
        """
        time: 90
        size: 1KB
        one: a
        many: [a, b]
        env: {HTTPS_PROXY: "http://x", kubernetes.io/arch: amd64, NUMBER: 1}
        base: &base {x: 1}
        blocks: {a: {<<: *base, y: 2}, b: }
        list: [{x: 3}]
        nothing:
        """;
    List<Object> read =
        file(yaml)
            .read(root ->
                List.of(
                    root.value("time", Kind.TIME, Duration.ZERO),
                    root.value("size", Kind.SIZE, 0L),
                    root.values("one", Kind.TEXT),
                    root.values("many", Kind.TEXT),
                    root.map("env", Kind.TEXT),
                    root.block("base").value("x", Kind.WHOLE, 0),
                    root.blocks("blocks").values().stream()
                        .map(b -> b.value("x", Kind.WHOLE, 0) + b.value("y", Kind.WHOLE, 0))
                        .toList(),
                    root.list("list").getFirst().value("x", Kind.WHOLE, 0),
                    root.value("nothing", Kind.TEXT, "otherwise"),
                    root.block("missing").has("x")));

    assertThat(read)
        .containsExactly(
            Duration.ofSeconds(90),
            1024L,
            List.of("a"),
            List.of("a", "b"),
            Map.of("HTTPS_PROXY", "http://x", "kubernetes.io/arch", "amd64", "NUMBER", "1"),
            1,
            List.of(3, 0),
            3,
            "otherwise",
            false);
  }

  @Test
  void namesAllProblemsAtOnce_inTheOrderOfTheFile() {
    String yaml =
        """
        colour: red
        sizes: [1KB, big]
        block:
          heigth: 3
          width: {a: b}
          width: 1
        list: [x]
        """;
    assertThat(
            problems(
                yaml,
                root -> {
                  root.required("name", Kind.TEXT, "");
                  root.values("sizes", Kind.SIZE);
                  Block block = root.block("block");
                  block.value("width", Kind.WHOLE, 1);
                  block.value("height", Kind.WHOLE, 1);
                  return root.list("list");
                }))
        .containsExactly(
            "the file (line 1): the key name is missing; it must be a text",
            "colour (line 1): unknown key; known are block, list, name, sizes",
            "sizes (line 2): 'big' is wrong; it must be a size such as 64KB, 10MB, 6GB, not below"
                + " zero",
            "block.heigth (line 4): unknown key; did you mean height?",
            "block.width (line 5): it must be a whole number",
            "block.width (line 6): duplicate key",
            "list[0] (line 7): it must be a block of keys and values");
  }

  @Test
  void saysWhatIsNoFileOfOne() {
    assertThat(problems("a: {", root -> root)).first().asString().contains("line 1");
    assertThat(problems("a: b\n---\nc: d", root -> root)).first().asString().contains("2 YAML");
    assertThat(problems("- a", root -> root))
        .containsExactly("the file (line 1): it must be a block of keys and values");
    assertThatExceptionOfType(DeclarationException.class)
        .isThrownBy(
            new DeclarationFile("things", "s", new FileSystemResource("/no/such/file"))::content)
        .withMessageContainingAll("The things in", "/no/such/file", "there is no such file");
  }

  @Test
  void endsStartInOneMessage() {
    DeclarationException cause =
        new DeclarationException("things", "t.yaml", List.of("it is wrong"), "oneshot.things.file");

    assertThat(
            Objects.requireNonNull(
                new DeclarationFailureAnalyzer()
                    .analyze(new IllegalStateException("while starting", cause))))
        .satisfies(analysis -> {
          assertThat(analysis.getDescription()).contains("t.yaml", "it is wrong");
          assertThat(analysis.getAction()).contains("oneshot.things.file");
        });
  }
}
