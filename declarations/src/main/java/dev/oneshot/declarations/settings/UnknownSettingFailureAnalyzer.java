package dev.oneshot.declarations.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Before Boot's own, which would call it a failure to bind. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnknownSettingException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnknownSettingException cause) {
    return new FailureAnalysis(cause.wrong(), "Correct or remove it. " + cause.right(), cause);
  }
}
