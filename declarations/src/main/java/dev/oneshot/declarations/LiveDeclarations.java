package dev.oneshot.declarations;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a file declares, read again whenever its content has changed. A file that is wrong changes
 * nothing but {@link #problems}. Refreshed by one thread, asked by any.
 */
public final class LiveDeclarations<T> {
  private final DeclarationFile file;
  private final Function<Block, T> reader;
  private volatile T now;
  private volatile List<String> problems = List.of();
  private @Nullable String lastContent;

  /**
   * Reads the file.
   *
   * @throws DeclarationException when it cannot be used
   */
  public LiveDeclarations(DeclarationFile file, Function<Block, T> reader) {
    this.file = file;
    this.reader = reader;
    String content = file.content();
    this.now = file.read(content, reader);
    this.lastContent = content;
  }

  /** What counts: the declarations of the last content that was right. */
  public T now() {
    return now;
  }

  /** What is wrong with the file as it is; empty when it is the one that counts. */
  public List<String> problems() {
    return problems;
  }

  /**
   * Reads the file again if its content is another than at the last look.
   *
   * @param prepare does what must be done before the new declarations count; when it throws they do
   *     not, and the next refresh tries again
   * @return whether {@link #now} or {@link #problems} is another than before
   */
  public boolean refresh(Consumer<T> prepare) {
    String before = lastContent;
    lastContent = null; // what is not seen through is read anew
    try {
      String content = file.content();
      if (!content.equals(before)) {
        T read = file.read(content, reader);
        prepare.accept(read);
        now = read;
      }
      lastContent = content;
      boolean isRight = noteProblems(List.of());
      return isRight || !content.equals(before);
    } catch (DeclarationException e) {
      return noteProblems(e.problems());
    }
  }

  private boolean noteProblems(List<String> found) {
    boolean isNews = !found.equals(problems);
    problems = found;
    return isNews;
  }
}
