package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Chart;
import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Goal;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Site;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP call, from its first byte to the result's last, while workers are idle. */
final class CallPart implements Part {
  private static final int WARM_UP = 30;
  private static final int BYTES = 1024;
  private static final Pattern TOTAL = Pattern.compile("total;dur=([0-9.]+)");

  /** A function and what is sent to it; 1 KB comes back. */
  private record Call(String function, String contentType, String body) {}

  private static final List<Call> CALLS =
      List.of(
          new Call("echo", "text/plain", "x".repeat(BYTES)),
          new Call("probe", "application/json", "{\"outputBytes\": " + BYTES + "}"));

  /** The times of one function's calls: as the client sees them, and as the service says. */
  private record Measured(Figures times, Figures totals) {
    Measured() {
      this(Figures.millis(), Figures.seconds());
    }

    String[] row(String function) {
      return new String[] {
        function,
        Long.toString(times.n()),
        Figures.digits(times.median()),
        Figures.digits(times.percentile(90)),
        Figures.digits(times.percentile(99)),
        Figures.digits(times.largest()),
        Figures.digits(totals.median() * 1000)
      };
    }
  }

  @Override
  public String name() {
    return "call";
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int n = isQuick ? 10 : 100;
    Report report =
        new Report(
            "call: HTTP request to response, idle pool",
            "function",
            "n",
            "POST to response ms, median",
            "p90",
            "p99",
            "largest",
            "of it, submission to end as the service says ms, median");
    Chart latency = Chart.percentiles("HTTP call of 1 KB while workers are idle", "ms");
    report.fact("service", "-Xmx512m, one replica");
    report.fact("worker", "-Xmx256m; pool of 2 to 4");
    try (Service service = site.service("512m");
        Pool pool = Pool.start(site, 2, 4, List.of());
        HttpClient client = HttpClient.newHttpClient()) {
      progress.step("warming up with " + WARM_UP + " calls of each function");
      for (Call call : CALLS) {
        measure(service, pool, client, call, WARM_UP, new Measured());
      }
      for (Call call : CALLS) {
        progress.step(n + " calls of " + call.function);
        Measured measured = new Measured();
        measure(service, pool, client, call, n, measured);
        report.row(measured.row(call.function));
        latency.line(call.function, measured.times.distribution());
        if (call.function.equals("echo")) {
          goals(report, measured.times);
        }
      }
    }
    report.chart("latency", latency);
    report.note(
        "1 KB each way (the probe's order is shorter), one call at a time on one kept connection, each after the pool was full again with nothing starting. "
            + WARM_UP
            + " calls of each function before, not counted.");
    report.note("While the call runs its worker's replacement starts, on the same processors.");
    return report;
  }

  private static void goals(Report report, Figures times) {
    report.goal(
        Goal.atMost("HTTP call of 1 KB ms, median", 8, times.median()).onReferenceMachine());
    report.goal(
        Goal.atMost("HTTP call of 1 KB ms, p99", 20, times.percentile(99)).onReferenceMachine());
  }

  private static void measure(
      Service service, Pool pool, HttpClient client, Call call, int n, Measured measured)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(service.invocations(call.function))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", call.contentType)
            .POST(BodyPublishers.ofString(call.body))
            .build();
    for (int i = 0; i < n; i++) {
      pool.awaitFull();
      long start = System.nanoTime();
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      measured.times.add(System.nanoTime() - start);
      if (response.statusCode() != 200 || response.body().length != BYTES) {
        throw new IllegalStateException(
            "status " + response.statusCode() + " with " + response.body().length + " bytes");
      }
      measured.totals.add(Math.round(totalMillis(response) * 1000));
    }
  }

  private static double totalMillis(HttpResponse<?> response) {
    Matcher total = TOTAL.matcher(response.headers().firstValue("Server-Timing").orElse(""));
    return total.find() ? Double.parseDouble(total.group(1)) : 0;
  }
}
