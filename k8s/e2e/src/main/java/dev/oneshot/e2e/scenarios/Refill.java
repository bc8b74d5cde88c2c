package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.e2e.cluster.Broker.WorkerNews;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.cluster.PodTimeline.Life;
import dev.oneshot.message.WorkerEvent.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How soon a worker that takes a job is replaced, and how many pods a second this cluster sustains.
 * All times are when the news came here: of the take and of readiness from the broker, of the pod
 * from the API server.
 */
public final class Refill implements Scenario {
  private static final String PROBE = "{\"sleepMillis\": 300}";

  @Override
  public String name() {
    return "refill";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(6);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    oneByOne(site, findings, site.repetitions(30, 5));
    atOnce(site, findings, site.repetitions(100, 20));
  }

  private static void oneByOne(Site site, Findings findings, int n) throws Exception {
    Figures created = Figures.millis();
    Figures running = Figures.millis();
    Figures ready = Figures.millis();
    for (int i = 0; i < n; i++) {
      site.awaitFullPool();
      long start = System.nanoTime();
      String worker =
          site.caller().call("probe", PROBE).expect(200).json().path("workerId").asString();
      long taken = heard(site, worker, Phase.TAKEN);
      Life replacement = firstPodAfter(site, start);
      created.add(Math.max(0, replacement.createdNanos() - taken));
      ready.add(heard(site, replacement.uid(), Phase.READY) - taken);
      Patience.await(
          "the kubelet reports the replacement",
          Duration.ofSeconds(30),
          () -> replacement.runningNanos() != 0);
      running.add(replacement.runningNanos() - taken);
    }
    findings.figure("take to the replacement's pod created ms: the controller's share", created);
    findings.atMost("the controller's share ms, p50", 100, created.median());
    findings.figure("take to its container running ms, as the kubelet reports", running);
    findings.figure("take to the replacement ready ms", ready);
  }

  private static long heard(Site site, String worker, Phase phase) throws Exception {
    List<WorkerNews> news = new ArrayList<>();
    Patience.await(
        "worker " + worker + " told " + phase,
        Duration.ofMinutes(1),
        () -> {
          news.addAll(
              site.broker().news(told -> told.worker().equals(worker) && told.phase() == phase));
          return !news.isEmpty();
        });
    return news.getFirst().nanos();
  }

  private static Life firstPodAfter(Site site, long nanos) throws Exception {
    List<Life> created = new ArrayList<>();
    Patience.await(
        "a replacement is created",
        Duration.ofSeconds(30),
        () -> {
          created.addAll(
              site.pods()
                  .those(life ->
                      life.pool().equals(Site.DEFAULT_POOL) && life.createdNanos() - nanos > 0));
          return !created.isEmpty();
        });
    return created.stream().min(Comparator.comparingLong(Life::createdNanos)).orElseThrow();
  }

  private static void atOnce(Site site, Findings findings, int jobs) throws Exception {
    site.awaitFullPool();
    long start = System.nanoTime();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      ids.add(site.caller().submit("echo", "\"hello\""));
    }
    Patience.await(
        "all jobs are done", Duration.ofMinutes(4), () -> ended(site, ids) == ids.size());
    long seconds = System.nanoTime() - start;
    List<Long> ready =
        site.broker().news(told -> told.phase() == Phase.READY && told.nanos() - start > 0).stream()
            .map(WorkerNews::nanos)
            .toList();
    double rate = (ready.size() - 1) / ((ready.getLast() - ready.getFirst()) / 1e9);
    findings.figure(
        "pods that became ready a second, with " + jobs + " jobs waiting", Figures.digits(rate));
    findings.figure("all of these jobs were done after s", Figures.digits(seconds / 1e9));
  }

  private static long ended(Site site, List<String> ids) {
    return site.broker().ends(told -> ids.contains(told.job().value())).stream()
        .map(told -> told.job())
        .distinct()
        .count();
  }
}
