package dev.oneshot.request.functions;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.declarations.LiveDeclarations;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.core.io.Resource;

/**
 * The functions that may be called now. Every question is answered from one consistent reading of
 * the file. Safe for use by many threads.
 */
public final class FunctionRegistry {
  private final LiveDeclarations<Map<String, Function>> functions;

  /**
   * Reads the file.
   *
   * @throws DeclarationException when it cannot be used
   */
  public FunctionRegistry(Resource file) {
    this.functions = FunctionFile.live(file);
  }

  /**
   * Reads the file again if it has changed, and replaces all functions at once. A file that is
   * wrong changes nothing but {@link #problems}.
   *
   * @param prepare does what must be done before the functions may be called; when it throws they
   *     may not, and the next refresh tries again
   * @return whether functions or problems are others than before
   */
  public boolean refresh(Consumer<Collection<Function>> prepare) {
    return functions.refresh(read -> prepare.accept(read.values()));
  }

  /** What is wrong with the file as it is; empty when it is the one that counts. */
  public List<String> problems() {
    return functions.problems();
  }

  public Optional<Function> find(String name) {
    return Optional.ofNullable(functions.now().get(name));
  }

  /**
   * For a name that a caller sent.
   *
   * @throws ProblemException with {@link ProblemCode#INVALID_FUNCTION_NAME} or {@link
   *     ProblemCode#UNKNOWN_FUNCTION}
   */
  public Function called(String name) {
    if (!Function.isName(name)) {
      throw new ProblemException(
          ProblemCode.INVALID_FUNCTION_NAME,
          "A function's name has 1 to 63 characters: lower-case letters, digits and '-',"
              + " a letter first.");
    }
    return find(name)
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.UNKNOWN_FUNCTION,
                "There is no function "
                    + name
                    + "; GET /v1/functions lists those that there are."));
  }

  /** In the order of their names. */
  public List<Function> all() {
    return List.copyOf(functions.now().values());
  }
}
