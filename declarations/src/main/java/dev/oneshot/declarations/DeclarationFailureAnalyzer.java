package dev.oneshot.declarations;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes a start that failed for a file of declarations end in one message instead of a trace. */
final class DeclarationFailureAnalyzer extends AbstractFailureAnalyzer<DeclarationException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, DeclarationException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Correct the file, or name another one in the property " + cause.setting() + ".",
        cause);
  }
}
