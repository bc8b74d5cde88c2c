package dev.oneshot.examples.scan;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.oneshot.examples.call.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks the Java sources in an archive (zip, jar or tar.gz, of any layout) against PMD's security
 * and error-prone rules and answers with SARIF 2.1.0, findings named by their place in the archive.
 * Called by the worker, once, on the job's thread; uses a thread per processor.
 *
 * <p>A body that cannot be scanned (no archive, damaged, unsafe, too large, without Java) ends it
 * with an {@link IllegalArgumentException} that says why. A source that does not parse is an entry
 * under {@code toolExecutionNotifications} of the result and does not stop the others.
 */
public final class CodeScan implements RequestStreamHandler {

  private final ArchiveLimits limits;

  /** The function as the worker makes it: 60,000 entries, 2 GiB unpacked, ratio 200 at most. */
  public CodeScan() {
    this(ArchiveLimits.DEFAULT);
  }

  CodeScan(ArchiveLimits limits) {
    this.limits = limits;
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, @Nullable Context context)
      throws IOException {
    long startNanos = System.nanoTime();
    try (ExtractedSources sources = ExtractedSources.create()) {
      new SourceArchive(input, limits).extractInto(sources);
      Call.of(context).resultContentType("application/sarif+json");
      try (RuleCheck check = RuleCheck.load()) {
        ScanTally tally = check.run(sources.fileByName(), output);
        logSummary(tally, System.nanoTime() - startNanos);
      }
    }
  }

  private static void logSummary(ScanTally tally, long nanos) {
    System.out.println(
        "Scanned "
            + tally.files()
            + " files: "
            + tally.findings()
            + " findings, "
            + tally.errors()
            + " errors, "
            + TimeUnit.NANOSECONDS.toMillis(nanos)
            + " ms");
  }
}
