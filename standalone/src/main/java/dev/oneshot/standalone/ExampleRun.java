package dev.oneshot.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The first call that a newcomer sees: a real scan of real sources, by a worker that is gone
 * afterwards.
 */
final class ExampleRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration WORKER_ENDS_WITHIN = Duration.ofSeconds(5);
  private static final int RULES_SHOWN = 5;

  private final String url;
  private final Installation installation;
  private final Console console;
  private final JsonMapper json = new JsonMapper();

  ExampleRun(String url, Installation installation, Console console) {
    this.url = url;
    this.installation = installation;
    this.console = console;
  }

  /** Whether the scan succeeded; what it did is printed. */
  boolean run() throws IOException, InterruptedException {
    String call = url + "/v1/functions/code-scan/invocations";
    console.line("");
    console.line(console.bold("$ curl --data-binary @sample-sources.jar \\"));
    console.line(
        console.bold(
            "       -H 'Content-Type: application/java-archive' -H 'Prefer: wait=300' \\"));
    console.line(console.bold("       " + call));
    console.line(
        console.dim(
            "  ("
                + installation.sample()
                + ", "
                + Files.size(installation.sample()) / 1024
                + " KiB)"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(call))
                  .header("Content-Type", "application/java-archive")
                  .header("Prefer", "wait=" + PATIENCE.toSeconds())
                  .POST(BodyPublishers.ofFile(installation.sample()))
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() == 202) {
        console.line(console.dim("interrupted; the scan was not waited for"));
        return false;
      }
      if (response.statusCode() != 200) {
        console.error(
            "the example failed with status " + response.statusCode() + ": " + response.body());
        return false;
      }
      show(json.readTree(response.body()), response.body().length());
      String id = response.headers().firstValue("Oneshot-Job-Id").orElseThrow();
      showJob(json.readTree(get(client, url + "/v1/jobs/" + id)));
      return true;
    }
  }

  private static String get(HttpClient client, String url)
      throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private void show(JsonNode sarif, int length) {
    Map<String, Long> byRule = new TreeMap<>();
    for (JsonNode run : sarif.path("runs")) {
      for (JsonNode result : run.path("results")) {
        byRule.merge(result.path("ruleId").asString("?"), 1L, Long::sum);
      }
    }
    long findings = byRule.values().stream().mapToLong(Long::longValue).sum();
    console.line(
        console.good("200 OK")
            + "  SARIF "
            + sarif.path("version").asString("?")
            + ", "
            + length / 1024
            + " KiB, "
            + findings
            + " findings:");
    console.line(
        byRule.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(RULES_SHOWN)
            .map(rule -> String.format(Locale.ROOT, "  %4d  %s", rule.getValue(), rule.getKey()))
            .collect(Collectors.joining("\n")));
    if (byRule.size() > RULES_SHOWN) {
      console.line(console.dim("        and " + (byRule.size() - RULES_SHOWN) + " more rules"));
    }
  }

  private void showJob(JsonNode job) {
    JsonNode timings = job.path("timings");
    JsonNode worker = job.path("worker");
    long pid = worker.path("pid").asLong();
    console.line(
        "times   queue "
            + timings.path("queueMillis").asLong()
            + " ms, run "
            + timings.path("runMillis").asLong()
            + " ms, total "
            + timings.path("totalMillis").asLong()
            + " ms");
    console.line(
        "worker  "
            + worker.path("id").asString("?")
            + ", pid "
            + pid
            + ", which had never run anything before"
            + (isGone(pid) ? " and is gone" : " and is still ending"));
    console.line("job     " + url + "/v1/jobs/" + job.path("id").asString("?"));
    console.line("");
  }

  private static boolean isGone(long pid) {
    long start = System.nanoTime();
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      if (System.nanoTime() - start > WORKER_ENDS_WITHIN.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return true;
  }
}
