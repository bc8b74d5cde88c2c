package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.GcLog;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.PeakResident;
import dev.oneshot.benchmarks.measure.ProcessFacts;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.BigBody;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results and payloads far larger than the heaps that they pass through, and how fast they pass,
 * beside the driver alone and a file's copy.
 */
final class BulkPart implements Part {
  private static final String SERVICE_HEAP = "512m";
  private static final String UPLOAD = "raw driver: GridFS upload, 8 MiB chunks";
  private static final String DOWNLOAD = "raw driver: GridFS download";
  private static final String DIGEST = "raw driver: GridFS download with SHA-256";
  private static final String COPY = "plain copy of a file (read and write, page cache)";
  private static final String RUN = "probe: function run, writing its result into the store";
  private static final String RECEIVE = "probe: result in the POST's own response";
  private static final String GET = "probe: result over HTTP, GET .../result";
  private static final String DRAIN = "probe: the same, by a client without SHA-256";
  private static final String WHOLE = "probe: whole call, POST to last byte";
  private static final String SEND = "echo: request body over HTTP into the store";
  private static final String ECHO_RUN = "echo: function run, reading and writing the store";
  private static final String ECHO = "echo: whole call, both ways (bytes counted twice)";

  private static final int WARM_UP = 2;

  private final Map<String, Figures> times = new LinkedHashMap<>();

  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    long bytes = isQuick ? 200_000_000L : 1_200_000_000L;
    int n = isQuick ? 2 : 5;
    times.clear();
    BigBody body = new BigBody(bytes);
    copyFiles(site, body, n, progress);
    Path workerLogs = Files.createDirectory(site.directory().resolve("worker-gc"));
    try (Service service = site.service(SERVICE_HEAP);
        PeakResident worker = PeakResident.of("worker/runtime/bin/java");
        Pool pool =
            Pool.start(
                site,
                1,
                2,
                // results of gigabytes: what docs/adr/0006 says of their pools
                List.of("-XX:TieredStopAtLevel=4", GcLog.option(workerLogs + "/%p.log")))) {
      BulkCalls calls =
          new BulkCalls(
              service,
              new MongoJobStore(site.database(), site.clock()),
              new MongoPayloadStore(site.database(), site.clock()));
      takeTurns(new RawDriver(site.database()), calls, pool, body, n, progress);
      echoes(calls, pool, body, n, progress);
      pool.awaitFull();
      return report(bytes, service, worker, peakOf(workerLogs));
    }
  }

  private void copyFiles(Site site, BigBody body, int n, Progress progress) throws IOException {
    Path from = site.directory().resolve("copy-from");
    Path to = site.directory().resolve("copy-to");
    try (OutputStream file = Files.newOutputStream(from)) {
      body.writeTo(file);
    }
    progress.step("copying a file");
    for (int i = 0; i < n; i++) {
      long start = System.nanoTime();
      copy(from, to);
      add(COPY, System.nanoTime() - start);
      Files.delete(to);
    }
    Files.delete(from);
  }

  // by hand: the library's copy would let some file systems share the blocks instead
  private static void copy(Path from, Path to) throws IOException {
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    }
  }

  // in turns: store and machine are as warm for the one as for the other
  private void takeTurns(
      RawDriver driver, BulkCalls calls, Pool pool, BigBody body, int n, Progress progress)
      throws IOException {
    for (int i = -WARM_UP; i < n; i++) {
      progress.step("raw driver and probe, " + (i < 0 ? "warming up" : (i + 1) + " of " + n));
      boolean counts = i >= 0;
      pool.awaitFull();
      rawDriver(driver, body, counts);
      probe(calls, body.length(), i + WARM_UP, counts);
    }
  }

  private void rawDriver(RawDriver driver, BigBody body, boolean counts) throws IOException {
    long upload = driver.upload(body);
    long download = driver.download(body);
    long digest = driver.downloadWithDigest(body);
    driver.delete();
    if (counts) {
      add(UPLOAD, upload);
      add(DOWNLOAD, download);
      add(DIGEST, digest);
    }
  }

  private void probe(BulkCalls calls, long bytes, long seed, boolean counts) throws IOException {
    BulkCalls.Times call = calls.probe(bytes, seed);
    long again = calls.result(call.job(), bytes);
    long drained = calls.drained(call.job(), bytes);
    calls.forget(call.job());
    if (counts) {
      add(RUN, call.run());
      add(RECEIVE, call.receive());
      add(GET, again);
      add(DRAIN, drained);
      add(WHOLE, call.total());
    }
  }

  private void echoes(BulkCalls calls, Pool pool, BigBody body, int n, Progress progress)
      throws IOException {
    for (int i = 0; i <= n; i++) {
      progress.step("echo, " + (i == 0 ? "warming up" : i + " of " + n));
      pool.awaitFull();
      BulkCalls.Times call = calls.echo(body);
      calls.forget(call.job());
      if (i > 0) {
        add(SEND, call.send());
        add(ECHO_RUN, call.run());
        add(ECHO, call.total());
      }
    }
  }

  private void add(String what, long nanos) {
    times.computeIfAbsent(what, any -> Figures.millis()).add(nanos);
  }

  private static OptionalLong peakOf(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      long peak = -1;
      for (Path file : files.toList()) {
        peak = Math.max(peak, new GcLog(file).peakHeapMib().orElse(-1));
      }
      return peak < 0 ? OptionalLong.empty() : OptionalLong.of(peak);
    }
  }

  private Report report(long bytes, Service service, PeakResident worker, OptionalLong workerHeap)
      throws IOException {
    Report report =
        new Report(
            "bulk: results and payloads larger than the heaps",
            "way",
            "n",
            "MB/s, median",
            "slowest",
            "ratio to the raw driver",
            "against");
    report.fact("size", bytes / 1_000_000 + " MB each; every SHA-256 was right");
    report.fact(
        "service",
        "-Xmx"
            + SERVICE_HEAP
            + "; heap at most "
            + mib(service.process().gcLog().peakHeapMib())
            + ", RSS at most "
            + mib(residentMib(service)));
    report.fact(
        "workers",
        "-Xmx256m; heap at most "
            + mib(workerHeap)
            + ", RSS at most "
            + mib(OptionalLong.of(worker.bytes() >> 20)));
    row(report, bytes, UPLOAD, null);
    row(report, bytes, DOWNLOAD, null);
    row(report, bytes, DIGEST, DOWNLOAD);
    row(report, bytes, COPY, null);
    row(report, bytes, RUN, UPLOAD);
    row(report, bytes, RECEIVE, DOWNLOAD);
    row(report, bytes, GET, DOWNLOAD);
    row(report, bytes, DRAIN, DOWNLOAD);
    row(report, bytes, WHOLE, null);
    row(report, bytes, SEND, UPLOAD);
    row(report, bytes, ECHO_RUN, null);
    row(report, 2 * bytes, ECHO, null);
    report.note(
        "MB are 10^6 bytes. Raw driver and probe take turns, two of each before those that count; one echo before those that count. With n below 100 the slowest stands for the 99th percentile.");
    report.note(
        "Client, service, worker and store share the processors. The client computes the SHA-256 of what it receives unless it says otherwise; service and worker check each chunk that they read by its CRC-32C, compute the SHA-256 of what they write, and move a chunk while they work on the next; the raw driver does nothing of the kind unless it says so. The goal holds the client without SHA-256 against the driver without.");
    report.note("Heap: the fullest that any collection found it.");
    report.goal(
        Goal.atLeast(
            "result over HTTP / raw driver's download",
            0.6,
            speed(bytes, of(DRAIN).median()) / speed(bytes, of(DOWNLOAD).median())));
    return report;
  }

  private static OptionalLong residentMib(Service service) {
    OptionalLong bytes = ProcessFacts.peakResidentBytes(service.process().handle().pid());
    return bytes.isEmpty() ? bytes : OptionalLong.of(bytes.getAsLong() >> 20);
  }

  private static String mib(OptionalLong value) {
    return value.isEmpty() ? "unknown" : value.getAsLong() + " MiB";
  }

  private void row(Report report, long bytes, String what, @Nullable String against) {
    Figures found = of(what);
    double speed = speed(bytes, found.median());
    report.row(
        what,
        Long.toString(found.n()),
        Figures.digits(speed),
        Figures.digits(speed(bytes, found.largest())),
        against == null
            ? "-"
            : Figures.digits(speed / speed(bytes, times.getOrDefault(against, found).median())),
        against == null ? "-" : against.replace("raw driver: GridFS ", "").replaceAll(",.*", ""));
  }

  private Figures of(String what) {
    return times.getOrDefault(what, Figures.millis());
  }

  private static double speed(long bytes, double millis) {
    return bytes / 1e6 / (millis / 1e3);
  }
}
