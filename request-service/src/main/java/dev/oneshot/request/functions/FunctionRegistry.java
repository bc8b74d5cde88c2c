package dev.oneshot.request.functions;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.Resource;

/**
 * The functions that may be called now. Every question is answered from one consistent reading of
 * the file. Safe for use by many threads.
 */
public final class FunctionRegistry {
  private final FunctionFile file;
  private volatile Map<String, Function> functions;

  /**
   * Reads the file.
   *
   * @throws DeclarationException when it cannot be used
   */
  public FunctionRegistry(Resource file) {
    this.file = new FunctionFile(file);
    this.functions = this.file.read();
  }

  /**
   * Reads the file again and replaces all functions at once.
   *
   * @throws DeclarationException when it cannot be used; the functions stay as they are then
   */
  public void reload() {
    functions = file.read();
  }

  public Optional<Function> find(String name) {
    return Optional.ofNullable(functions.get(name));
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
    return List.copyOf(functions.values());
  }
}
