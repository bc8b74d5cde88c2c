package dev.oneshot.request.functions;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes a start that failed for the file of functions end in one message instead of a trace. */
final class FunctionFileFailureAnalyzer extends AbstractFailureAnalyzer<FunctionFileException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, FunctionFileException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Correct the file, or name another one in the property oneshot.functions.file.",
        cause);
  }
}
