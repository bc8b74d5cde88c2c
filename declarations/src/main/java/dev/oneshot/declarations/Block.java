package dev.oneshot.declarations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys and their values at one place of a file. Nothing that is asked of it throws: what is wrong
 * is noted and answered with the value otherwise taken, so that reading goes on and finds the rest.
 * Keys that are never asked for are refused. A key without a value counts as missing. For one
 * thread.
 */
public final class Block {
  /** A key of the file and what stands there. */
  private record Entry(int line, Node value) {}

  private final String path;
  private final int line;
  private final Map<String, Entry> entries;
  private final Problems problems;
  private final Set<String> asked = new TreeSet<>();

  private Block(String path, int line, Map<String, Entry> entries, Problems problems) {
    this.path = path;
    this.line = line;
    this.entries = entries;
    this.problems = problems;
    problems.read(this);
  }

  /** Null for an empty file. */
  static Block root(@Nullable Node node, Problems problems) {
    return node == null
        ? new Block("", 1, Map.of(), problems)
        : of("", new Entry(1, node), problems);
  }

  private static Block of(String path, Entry entry, Problems problems) {
    return new Block(path, entry.line(), entriesOf(path, entry, problems), problems);
  }

  // ---- values

  public boolean has(String key) {
    return entry(key) != null;
  }

  /** Null when the key is missing. */
  public <T> @Nullable T value(String key, Kind<T> kind) {
    Entry entry = entry(key);
    return entry == null ? null : read(pathOf(key), entry, kind);
  }

  public <T> T value(String key, Kind<T> kind, T otherwise) {
    T value = value(key, kind);
    return value == null ? otherwise : value;
  }

  /** A value that must be there. */
  public <T> T required(String key, Kind<T> kind, T otherwise) {
    if (!has(key)) {
      problems.add(path, line, "the key " + key + " is missing; it must be " + kind.expected());
    }
    return value(key, kind, otherwise);
  }

  /** A list, or a single value in its place; none when the key is missing. */
  public <T> List<T> values(String key, Kind<T> kind) {
    List<T> values = new ArrayList<>();
    for (Entry item : items(key)) {
      T value = read(pathOf(key), item, kind);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** Names of the user's own, each with a value; none when the key is missing. */
  public <T> Map<String, T> map(String key, Kind<T> kind) {
    Map<String, T> values = new LinkedHashMap<>();
    named(key)
        .forEach((name, entry) -> {
          T value = read(pathOf(key) + "." + name, entry, kind);
          if (value != null) {
            values.put(name, value);
          }
        });
    return values;
  }

  // ---- blocks

  /** An empty one when the key is missing. */
  public Block block(String key) {
    Entry entry = entry(key);
    return entry == null
        ? new Block(pathOf(key), line, Map.of(), problems)
        : of(pathOf(key), entry, problems);
  }

  /** Names of the user's own, each with a block; none when the key is missing. */
  public Map<String, Block> blocks(String key) {
    Map<String, Block> blocks = new LinkedHashMap<>();
    named(key)
        .forEach((name, entry) -> blocks.put(name, of(pathOf(key) + "." + name, entry, problems)));
    return blocks;
  }

  /** A list of blocks; none when the key is missing. */
  public List<Block> list(String key) {
    List<Block> blocks = new ArrayList<>();
    for (Entry item : items(key)) {
      blocks.add(of(pathOf(key) + "[" + blocks.size() + "]", item, problems));
    }
    return blocks;
  }

  // ---- problems

  /** Where it stands, e.g. {@code pools.default.scratch}. */
  public String path() {
    return path;
  }

  /** Notes a problem of the whole block, in words that follow its path. */
  public void wrong(String what) {
    problems.add(path, line, what);
  }

  /** Notes a problem of one key, in words that follow its path. */
  public void wrong(String key, String what) {
    Entry entry = entry(key);
    problems.add(pathOf(key), entry == null ? line : entry.line(), what);
  }

  /** Notes a problem of one key unless the condition holds. */
  public void check(boolean holds, String key, String what) {
    if (!holds) {
      wrong(key, what);
    }
  }

  void refuseUnasked() {
    entries.forEach((key, entry) -> {
      if (!asked.contains(key)) {
        String known =
            Nearest.to(key, asked)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElseGet(() -> "known are " + String.join(", ", asked));
        problems.add(pathOf(key), entry.line(), "unknown key; " + known);
      }
    });
  }

  // ---- nodes

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private @Nullable Entry entry(String key) {
    asked.add(key);
    Entry entry = entries.get(key);
    return entry == null || isNothing(entry.value()) ? null : entry;
  }

  private Map<String, Entry> named(String key) {
    Entry entry = entry(key);
    return entry == null ? Map.of() : entriesOf(pathOf(key), entry, problems);
  }

  private List<Entry> items(String key) {
    Entry entry = entry(key);
    if (entry == null) {
      return List.of();
    }
    return entry.value() instanceof SequenceNode list
        ? list.getValue().stream().map(item -> new Entry(lineOf(item), item)).toList()
        : List.of(entry);
  }

  private <T> @Nullable T read(String where, Entry entry, Kind<T> kind) {
    if (!(entry.value() instanceof ScalarNode scalar)) {
      problems.add(where, entry.line(), "it must be " + kind.expected());
      return null;
    }
    try {
      return kind.reader().apply(scalar.getValue());
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(
          where,
          entry.line(),
          "'" + scalar.getValue() + "' is wrong; it must be " + kind.expected());
      return null;
    }
  }

  private static Map<String, Entry> entriesOf(String path, Entry entry, Problems problems) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (entry.value() instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        int line = lineOf(tuple.getKeyNode());
        if (entries.putIfAbsent(key, new Entry(line, tuple.getValueNode())) != null) {
          problems.add(path.isEmpty() ? key : path + "." + key, line, "duplicate key");
        }
      }
    } else if (!isNothing(entry.value())) {
      problems.add(path, entry.line(), "it must be a block of keys and values");
    }
    return entries;
  }

  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static int lineOf(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }
}
