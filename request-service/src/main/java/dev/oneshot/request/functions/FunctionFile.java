package dev.oneshot.request.functions;

import dev.oneshot.declarations.Block;
import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.declarations.DeclarationFile;
import dev.oneshot.declarations.Kind;
import dev.oneshot.declarations.LiveDeclarations;
import dev.oneshot.job.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;

/**
 * Reads a file such as
 *
 * <pre>
 * functions:
 *   code-scan:
 *     handler: dev.oneshot.examples.scan.CodeScan
 *     run-timeout: 15m
 * </pre>
 *
 * Every failure is a {@link DeclarationException}.
 */
final class FunctionFile {
  private static final long SIX_GIB = 6L << 30;
  private static final Duration LONGEST_RUN = Duration.ofHours(24);
  private static final Duration LONGEST_QUEUE = Duration.ofDays(30);

  /** What {@code pools.yaml} takes: of another pool there would never be a worker. */
  private static final Kind<String> POOL =
      Kind.matching(
          Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?"),
          "a pool's name: at most 40 lower-case letters, digits and dashes, no dash at either end");

  private static final Kind<String> HANDLER =
      Kind.matching(
          Pattern.compile(
              "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*(::handleRequest)?"),
          "the name of a class such as com.example.Resize, which may end with ::handleRequest");
  private static final Kind<String> MEDIA_TYPE =
      Kind.matching(
          Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *;[\\x20-\\x7e]*)?"),
          "a content type such as application/json");
  private static final Kind<String> MEDIA_RANGE =
      Kind.matching(
          Pattern.compile("(?i)\\*/\\*|[a-z0-9!#$&^_.+-]+/(\\*|[a-z0-9!#$&^_.+-]+)"),
          "a content type without parameters, such as application/zip or image/*");
  private static final Kind<Integer> ATTEMPTS =
      Kind.WHOLE.where("a whole number from 1 to 10", number -> number >= 1 && number <= 10);
  private static final Kind<Integer> RUNNING =
      Kind.WHOLE.where("a whole number from 1 to 1000", number -> number >= 1 && number <= 1000);
  private static final Kind<Integer> QUEUED =
      Kind.WHOLE.where("a whole number above zero", number -> number >= 1);
  private static final Kind<Duration> RUN =
      Kind.TIME.where(
          "a time above zero and at most 24h, such as 30s or 15m",
          time -> time.isPositive() && time.compareTo(LONGEST_RUN) <= 0);
  private static final Kind<Duration> QUEUE =
      Kind.TIME.where(
          "a time above zero and at most 30d, such as 60s or 24h",
          time -> time.isPositive() && time.compareTo(LONGEST_QUEUE) <= 0);
  private static final Kind<Duration> WAIT =
      Kind.TIME.where(
          "a time from 0s to 24h, such as 30s",
          time -> !time.isNegative() && time.compareTo(LONGEST_RUN) <= 0);
  private static final Kind<Duration> RETENTION =
      Kind.TIME.where("a time such as 24h or 7d, not below zero", time -> !time.isNegative());

  private FunctionFile() {}

  /** By name, in the order of names. */
  static LiveDeclarations<Map<String, Function>> live(Resource file) {
    return new LiveDeclarations<>(
        new DeclarationFile("functions", "oneshot.functions.file", file), FunctionFile::functions);
  }

  private static Map<String, Function> functions(Block root) {
    Map<String, Function> functions = new TreeMap<>();
    root.blocks("functions").forEach((name, block) -> functions.put(name, function(name, block)));
    root.check(!functions.isEmpty(), "functions", "it declares none; there must be at least one");
    return functions;
  }

  private static Function function(String name, Block block) {
    if (!Function.isName(name)) {
      block.wrong("the name must match [a-z][a-z0-9-]{0,62}");
    }
    return new Function(
        name,
        block.value("description", Kind.TEXT, ""),
        block.required("handler", HANDLER, ""),
        block.value("pool", POOL, "default"),
        block.value("run-timeout", RUN, Duration.ofSeconds(30)),
        block.value("queue-timeout", QUEUE, Duration.ofSeconds(60)),
        block.value("attempts", ATTEMPTS, 3),
        block.value("idempotent", Kind.TRUTH, false),
        block.value("retry-on-error", Kind.TRUTH, false),
        block.value("require-idempotency-key", Kind.TRUTH, false),
        block.value("max-payload", Kind.SIZE, SIX_GIB),
        block.value("max-result", Kind.SIZE, SIX_GIB),
        ranges(block),
        block.value("produces", MEDIA_TYPE, "application/octet-stream"),
        block.value("wait", WAIT),
        retention(block),
        new Limits(block.value("max-running", RUNNING), block.value("max-queued", QUEUED)));
  }

  private static List<String> ranges(Block block) {
    return block.values("accepts", MEDIA_RANGE).stream()
        .map(range -> range.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static Retention retention(Block block) {
    Duration result = block.value("result-retention", RETENTION, Duration.ofHours(24));
    Duration all = block.value("record-retention", RETENTION, Duration.ofDays(7));
    boolean isKeptLonger = all.compareTo(result) >= 0;
    block.check(
        isKeptLonger,
        "record-retention",
        "it must be at least as long as result-retention: " + all + " is less than " + result);
    return new Retention(result, isKeptLonger ? all : result);
  }
}
