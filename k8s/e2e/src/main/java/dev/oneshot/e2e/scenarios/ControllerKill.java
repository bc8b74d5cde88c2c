package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.OpenLoop;
import dev.oneshot.e2e.calls.Answer;
import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.cluster.PodTimeline.Life;
import dev.oneshot.message.WorkerEvent.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The controller is killed again and again under load; then two of them lead at once. */
public final class ControllerKill implements Scenario {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final String LOST = "lost-with-its-node";
  private static final String PROBE = "{\"sleepMillis\": 500}";

  @Override
  public String name() {
    return "controller-kill";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(8);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    kills(site, findings);
    lost(site, findings);
    two(site, findings);
  }

  // ---- killed

  private static void kills(Site site, Findings findings) throws Exception {
    site.awaitFullPool();
    int kills = site.repetitions(12, 3);
    long start = System.nanoTime();
    Interregnum interregnum = new Interregnum(site);
    List<OpenLoop.Answer<Answer>> answers;
    try (ExecutorService others = Executors.newFixedThreadPool(2)) {
      Future<?> watching = others.submit(interregnum::watch);
      try {
        Future<?> killing = others.submit(() -> kill(interregnum, kills));
        long[] arrivals =
            LongStream.range(0, kills * EVERY.toSeconds()).map(i -> i * 1_000_000_000L).toArray();
        answers = OpenLoop.run(arrivals, () -> site.caller().call("probe", PROBE), () -> {});
        var _ = killing.get();
        site.awaitFullPool();
      } finally {
        interregnum.end();
      }
      var _ = watching.get();
    }
    tell(findings, answers, kills);
    findings.figure("killed to another controller leading ms", interregnum.toNextLeader());
    Figures starts = podStarts(site, start);
    findings.figure("pod created to ready ms meanwhile", starts);
    findings.atMost(
        "longest time that the pool was empty while a controller led, s (one pod start)",
        starts.largest() / 1000,
        interregnum.longestEmpty().toMillis() / 1000.0);
  }

  private static Void kill(Interregnum interregnum, int kills) throws InterruptedException {
    for (int i = 0; i < kills; i++) {
      interregnum.kill();
      Thread.sleep(EVERY);
    }
    return null;
  }

  private static void tell(Findings findings, List<OpenLoop.Answer<Answer>> answers, int kills) {
    Figures http = Figures.millis();
    answers.forEach(answer -> http.add(answer.nanos()));
    findings.figure("kills of the controller, calls at 1 a second", kills + ", " + answers.size());
    findings.figure("HTTP time ms of calls of 500 ms", http);
    long bad =
        answers.stream()
            .map(OpenLoop.Answer::value)
            .filter(answer ->
                answer.status() != 200
                    || !answer.headers().firstValue("Oneshot-Attempt").orElse("").equals("1"))
            .count();
    findings.atMost(
        "calls not answered at their first attempt: a busy pod was deleted", 0, (double) bad);
  }

  private static Figures podStarts(Site site, long sinceNanos) {
    Figures starts = Figures.millis();
    for (var told : site.broker().news(news -> news.phase() == Phase.READY)) {
      Life life = site.pods().find(told.worker());
      if (life != null && life.createdNanos() - sinceNanos > 0) {
        starts.add(Math.max(0, told.nanos() - life.createdNanos()));
      }
    }
    return starts;
  }

  // ---- one that gives nothing back

  /** As where a node is lost: the lease names somebody who never comes back. */
  private static void lost(Site site, Findings findings) throws Exception {
    site.awaitFullPool();
    Cluster cluster = site.cluster();
    for (Pod pod : cluster.podsOf(Cluster.CONTROLLER)) {
      cluster.delete(pod.getMetadata().getName(), 0);
    }
    Patience.await(
        "the lease was given back", Duration.ofSeconds(30), () -> cluster.leader().isEmpty());
    cluster.leader(LOST);
    long nanos =
        Patience.await(
            "another controller leads",
            Duration.ofMinutes(1),
            () -> !cluster.leader().equals(LOST));
    findings.figure(
        "a controller lost with its lease to another one leading s", Figures.digits(nanos / 1e9));
  }

  // ---- two at once

  private static void two(Site site, Findings findings) throws Exception {
    TwoLeaders leaders = new TwoLeaders(site.cluster());
    leaders.prepare();
    try {
      site.awaitFullPool();
      Set<String> before =
          site.pods().alive(Site.DEFAULT_POOL).stream().map(Life::uid).collect(Collectors.toSet());
      leaders.force();
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < Site.IDLE; i++) {
        jobs.add(site.caller().submit("probe", "{\"sleepMillis\": 8000}"));
      }
      int[] made = {0};
      Patience.await(
          "all jobs are done",
          Duration.ofMinutes(1),
          () -> {
            made[0] = Math.max(made[0], made(site, before));
            for (String job : jobs) {
              if (!site.caller().job(job).isOver()) {
                return false;
              }
            }
            return true;
          });
      findings.atMost(
          "two controllers lead while "
              + Site.IDLE
              + " workers are taken: pods too many (one batch)",
          Site.IDLE,
          Math.max(0, made[0] - Site.IDLE));
    } finally {
      leaders.undo();
    }
  }

  private static int made(Site site, Set<String> before) {
    return (int)
        site.pods().alive(Site.DEFAULT_POOL).stream()
            .filter(life -> !before.contains(life.uid()))
            .count();
  }
}
