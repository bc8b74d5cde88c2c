package dev.oneshot.request.problem;

/** Ends a request with a problem. Thrown by controllers and what they call; never logged. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    // no stack trace: these are answers, made by the thousand when callers err
    super(problem.code() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  public ProblemException(ProblemCode code, String detail) {
    this(Problem.of(code, detail));
  }

  public Problem problem() {
    return problem;
  }
}
