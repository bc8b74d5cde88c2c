package dev.oneshot.examples.scan;

import java.util.concurrent.atomic.AtomicInteger;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.reporting.FileAnalysisListener;
import net.sourceforge.pmd.reporting.GlobalAnalysisListener;
import net.sourceforge.pmd.reporting.Report.ProcessingError;
import net.sourceforge.pmd.reporting.RuleViolation;

/** Counts what PMD did, told by its analysis threads. */
final class ScanTally implements GlobalAnalysisListener {

  private final AtomicInteger files = new AtomicInteger();
  private final AtomicInteger findings = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();

  /** Files that PMD came to the end of, whether it understood them or not. */
  int files() {
    return files.get();
  }

  int findings() {
    return findings.get();
  }

  /** How often PMD could not parse a file, or a rule failed on it. */
  int errors() {
    return errors.get();
  }

  @Override
  public FileAnalysisListener startFileAnalysis(TextFile file) {
    return new FileAnalysisListener() {
      @Override
      public void onRuleViolation(RuleViolation violation) {
        findings.incrementAndGet();
      }

      @Override
      public void onError(ProcessingError error) {
        errors.incrementAndGet();
      }

      @Override
      public void close() {
        files.incrementAndGet();
      }
    };
  }

  @Override
  public void close() {
    // The counts stay readable.
  }
}
