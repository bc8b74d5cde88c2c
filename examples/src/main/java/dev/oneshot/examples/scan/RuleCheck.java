package dev.oneshot.examples.scan;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.lang.Language;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.LanguageVersion;
import net.sourceforge.pmd.lang.rule.RuleSetLoader;
import net.sourceforge.pmd.renderers.SarifRenderer;
import net.sourceforge.pmd.util.log.PmdReporter;

/** PMD with the Java rules for security and for errors, loaded once, good for one run. */
final class RuleCheck implements AutoCloseable {

  private final PmdAnalysis pmd;
  private final LanguageVersion java;

  private RuleCheck(PmdAnalysis pmd, LanguageVersion java) {
    this.pmd = pmd;
    this.java = java;
  }

  /** Reads and compiles the rules. */
  static RuleCheck load() {
    // PMD has no other switch: a file nested too deep for its parser then counts as not
    // understood, instead of ending the scan with a StackOverflowError.
    System.setProperty("pmd.error_recovery", "true");
    LanguageVersion java = newestJava();
    PmdAnalysis pmd = PmdAnalysis.create(configuration(java));
    RuleSetLoader loader = pmd.newRuleSetLoader();
    pmd.addRuleSet(loader.loadFromResource("category/java/security.xml"));
    pmd.addRuleSet(loader.loadFromResource("category/java/errorprone.xml"));
    return new RuleCheck(pmd, java);
  }

  /**
   * Checks the files, each under its name in the archive, and writes one SARIF 2.1.0 document.
   *
   * @throws IOException if the result cannot be written, or the thread was interrupted
   * @throws IllegalStateException if PMD gave up before the last file
   */
  ScanTally run(Map<String, Path> fileByName, OutputStream result) throws IOException {
    ScanTally tally = new ScanTally();
    SarifOutput output = new SarifOutput(result);
    SarifRenderer renderer = new SarifRenderer();
    renderer.setWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    pmd.addRenderer(renderer);
    pmd.addListener(tally);
    fileByName.forEach((name, file) ->
        pmd.files().addFile(new ArchivedSource(new ArchiveFileId(name), file, java)));
    analyse();
    output.rethrowFailure();
    if (tally.files() < fileByName.size()) {
      throw new IllegalStateException(
          "PMD gave up after " + tally.files() + " of " + fileByName.size() + " files.");
    }
    return tally;
  }

  /** PMD itself comes back early from an interrupt, with part of a report or with an exception. */
  private void analyse() throws InterruptedIOException {
    try {
      pmd.performAnalysis();
    } catch (UncheckedIOException e) {
      stopIfInterrupted();
      throw e;
    }
    stopIfInterrupted();
  }

  private static void stopIfInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("The scan was interrupted while checking");
    }
  }

  @Override
  public void close() {
    pmd.close();
  }

  private static LanguageVersion newestJava() {
    Language language = LanguageRegistry.PMD.getLanguageById("java");
    if (language == null) {
      throw new IllegalStateException("pmd-java is missing from the class path");
    }
    return language.getLatestVersion();
  }

  private static PMDConfiguration configuration(LanguageVersion java) {
    PMDConfiguration configuration = new PMDConfiguration();
    configuration.setDefaultLanguageVersion(java);
    // Types of this JDK are known, those of the worker's class path are not: a finding must not
    // depend on which libraries the scanner happens to run with.
    configuration.setAuxClasspath(platformClassPath());
    configuration.setThreads(Runtime.getRuntime().availableProcessors());
    configuration.setIgnoreIncrementalAnalysis(true);
    // What matters of its log is in the SARIF; the rest is hints for PMD's own command line.
    configuration.setReporter(PmdReporter.quiet());
    return configuration;
  }

  /** The jar through which a JDK or jlinked runtime lets its own classes be read (JEP 220). */
  private static String platformClassPath() {
    return Path.of(System.getProperty("java.home"), "lib", "jrt-fs.jar").toString();
  }
}
