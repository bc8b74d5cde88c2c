package dev.oneshot.declarations;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A YAML file of declarations. Thread-safe.
 *
 * @param what it declares, e.g. {@code functions}
 * @param setting that names the file, e.g. {@code oneshot.functions.file}
 */
public record DeclarationFile(String what, String setting, Resource resource) {

  /**
   * Reads the file as it is now.
   *
   * @throws DeclarationException when it cannot be read or anything in it is wrong
   */
  public <T> T read(Function<Block, T> reader) {
    return read(content(), reader);
  }

  /** Reads a content of the file that was taken from it earlier. */
  public <T> T read(String content, Function<Block, T> reader) {
    Problems problems = new Problems();
    T declared = reader.apply(Block.root(node(content), problems));
    List<String> all = problems.all();
    if (!all.isEmpty()) {
      throw wrong(all);
    }
    return declared;
  }

  /**
   * The text of the file as it is now.
   *
   * @throws DeclarationException when it cannot be read
   */
  public String content() {
    if (!resource.isReadable()) {
      throw wrong(resource.exists() ? "it cannot be read" : "there is no such file");
    }
    try {
      return resource.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw wrong("it cannot be read: " + e.getMessage());
    }
  }

  private @Nullable Node node(String content) {
    LoaderOptions options = new LoaderOptions();
    options.setMergeOnCompose(true);
    List<Node> documents = new ArrayList<>();
    try (Reader text = new StringReader(content)) {
      new Yaml(options).composeAll(text).forEach(documents::add);
    } catch (MarkedYAMLException e) {
      throw wrong(e.getProblem() + line(e));
    } catch (YAMLException | IOException e) {
      throw wrong("it is no YAML: " + e.getMessage());
    }
    if (documents.size() > 1) {
      throw wrong("it holds " + documents.size() + " YAML documents; there must be one");
    }
    return documents.isEmpty() ? null : documents.getFirst();
  }

  private static String line(MarkedYAMLException failure) {
    return failure.getProblemMark() == null
        ? ""
        : " (line " + (failure.getProblemMark().getLine() + 1) + ")";
  }

  private DeclarationException wrong(String problem) {
    return wrong(List.of(problem));
  }

  private DeclarationException wrong(List<String> problems) {
    return new DeclarationException(what, resource.getDescription(), problems, setting);
  }
}
