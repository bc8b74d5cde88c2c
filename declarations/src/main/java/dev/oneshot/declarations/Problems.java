package dev.oneshot.declarations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one file so far, and the blocks that were read of it. */
final class Problems {
  private record Problem(int line, String what) {}

  private final List<Problem> problems = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  void add(String path, int line, String what) {
    String where = path.isEmpty() ? "the file" : path;
    problems.add(new Problem(line, where + " (line " + line + "): " + what));
  }

  void read(Block block) {
    blocks.add(block);
  }

  /** To be called when all was read: whatever nobody asked for is a problem too. */
  List<String> all() {
    blocks.forEach(Block::refuseUnasked);
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line))
        .map(Problem::what)
        .distinct() // what several blocks share by an alias
        .toList();
  }
}
