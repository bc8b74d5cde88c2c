package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.calls.Answer;
import dev.oneshot.e2e.calls.JobView;
import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.cluster.PodTimeline.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Memory, disk and images that are not there, a node that is drained, a template that changes. */
public final class Deaths implements Scenario {
  @Override
  public String name() {
    return "deaths";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(9);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    memory(site, findings);
    scratch(site, findings);
    image(site, findings);
    drain(site, findings);
    template(site, findings);
  }

  // ---- memory and disk

  private static void memory(Site site, Findings findings) throws Exception {
    Answer answer =
        site.caller().call("probe-tight", "{\"allocateBytes\": 450000000, \"sleepMillis\": 60000}");
    findings.proof(
        "a function that needs more memory than its pod has",
        "OUT_OF_MEMORY",
        answer.body().contains("\"OUT_OF_MEMORY\""),
        told(answer) + "; pod: " + reasons(site, "tight"));
  }

  private static void scratch(Site site, Findings findings) throws Exception {
    long start = System.nanoTime();
    Answer answer =
        site.caller()
            .call("probe-small-scratch", "{\"scratchBytes\": 64000000, \"sleepMillis\": 240000}");
    findings.proof(
        "a function that fills its scratch disk",
        "EVICTED",
        answer.body().contains("\"EVICTED\""),
        told(answer)
            + " after "
            + Duration.ofNanos(System.nanoTime() - start).toSeconds()
            + " s; pod: "
            + reasons(site, "small-scratch"));
  }

  private static String told(Answer answer) {
    return answer.status() + " " + answer.json().path("code").asString("");
  }

  private static String reasons(Site site, String pool) {
    TreeSet<String> reasons = new TreeSet<>();
    site.pods().those(life -> life.pool().equals(pool)).forEach(life -> reasons.add(life.reason()));
    return String.join(", ", reasons);
  }

  // ---- an image that nobody made

  private static void image(Site site, Findings findings) throws Exception {
    String job = site.caller().submit("probe-unpullable", "{}");
    Patience.await(
        "the pool says that its image cannot be pulled",
        Duration.ofMinutes(1),
        () -> condition(site, "unpullable").contains("ImagePull"));
    findings.proof(
        "an image that cannot be pulled: the pool's condition",
        "says so",
        true,
        condition(site, "unpullable"));
    Thread.sleep(Duration.ofSeconds(site.isQuick() ? 10 : 60));
    int made = site.pods().those(life -> life.pool().equals("unpullable")).size();
    findings.atMost("pods made for it in a minute", 10, made);
    findings.atMost("of these at the same time now", 1, site.pods().alive("unpullable").size());
    findings.atLeast(
        "idle workers of the default pool meanwhile",
        Site.IDLE,
        site.broker().idle(Site.DEFAULT_POOL));
    site.caller().cancel(job);
    findings.proof(
        "its job after a cancel",
        "CANCELLED",
        site.caller().job(job).state().equals("CANCELLED"),
        site.caller().job(job).state());
  }

  /** What the leading controller says of a pool; empty when nobody leads. */
  private static String condition(Site site, String pool) {
    Cluster cluster = site.cluster();
    for (var pod : cluster.podsOf(Cluster.CONTROLLER)) {
      for (JsonNode kept : cluster.pools(pod.getMetadata().getName()).path("pools")) {
        if (kept.path("name").asString().equals(pool)) {
          return kept.path("condition").asString();
        }
      }
    }
    return "";
  }

  // ---- a node that is drained

  private static void drain(Site site, Findings findings) throws Exception {
    site.awaitFullPool();
    String quick = site.caller().submit("probe", "{\"sleepMillis\": 3000}");
    String slow = site.caller().submit("probe", "{\"sleepMillis\": 15000}");
    String node = nodeOf(site, awaitRunning(site, quick));
    awaitRunning(site, slow);
    long start = System.nanoTime();
    Drain drain = new Drain(site.cluster(), node);
    drain.cordon();
    try {
      List<Life> evicted = site.pods().alive(Site.DEFAULT_POOL);
      drain.evict(evicted);
      Patience.await(
          "the node's workers have ended",
          Duration.ofMinutes(1),
          () -> evicted.stream().filter(life -> life.runningNanos() != 0).allMatch(Life::isOver));
      findings.figure(
          "drain of a node's workers s",
          String.valueOf(Duration.ofNanos(System.nanoTime() - start).toSeconds()));
    } finally {
      drain.uncordon();
    }
    JobView finished = awaitEnd(site, quick);
    JobView moved = awaitEnd(site, slow);
    findings.proof(
        "a job of 3 s on the drained node",
        "DONE at the first attempt",
        finished.state().equals("DONE") && finished.attempt() == 1,
        finished.state() + ", attempt " + finished.attempt());
    findings.proof(
        "a job of 15 s on it, longer than the drain time",
        "DONE on another pod",
        moved.state().equals("DONE") && moved.attempt() == 2,
        moved.state() + ", attempt " + moved.attempt());
  }

  private static String nodeOf(Site site, JobView job) {
    Life life = site.pods().find(job.worker());
    if (life == null) {
      throw new IllegalStateException("no pod has the UID of worker " + job.worker());
    }
    return life.pod().getSpec().getNodeName();
  }

  private static JobView awaitRunning(Site site, String job) throws Exception {
    Patience.await(
        "job " + job + " runs",
        Duration.ofSeconds(30),
        () -> site.caller().job(job).state().equals("RUNNING"));
    return site.caller().job(job);
  }

  private static JobView awaitEnd(Site site, String job) throws Exception {
    Patience.await(
        "job " + job + " ends", Duration.ofMinutes(2), () -> site.caller().job(job).isOver());
    return site.caller().job(job);
  }

  // ---- a template that changes

  private static void template(Site site, Findings findings) throws Exception {
    site.awaitFullPool();
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      jobs.add(site.caller().submit("probe", "{\"sleepMillis\": " + (4000 + 1000 * i) + "}"));
    }
    awaitRunning(site, jobs.getFirst());
    String before = site.pods().alive(Site.DEFAULT_POOL).getFirst().template();
    long start = System.nanoTime();
    site.cluster()
        .rewrite(
            "oneshot-pools",
            "pools.yaml",
            file -> file.replaceFirst("E2E_TEMPLATE: \"(\\d+)\"", "E2E_TEMPLATE: \"1$1\""),
            Cluster.CONTROLLER);
    List<JobView> ended = new ArrayList<>();
    for (String job : jobs) {
      ended.add(awaitEnd(site, job));
    }
    Patience.await(
        "all idle workers are of the new template",
        Duration.ofSeconds(150),
        () ->
            site.pods().alive(Site.DEFAULT_POOL).stream()
                .noneMatch(life -> life.template().equals(before)));
    site.awaitFullPool();
    findings.figure(
        "a new template: until no pod of the old one was left s",
        String.valueOf(Duration.ofNanos(System.nanoTime() - start).toSeconds()));
    long killed =
        ended.stream().filter(job -> !job.state().equals("DONE") || job.attempt() != 1).count();
    findings.atMost(
        "jobs killed by it, of " + jobs.size() + " that waited or ran", 0, (double) killed);
    String old = ended.getFirst().template();
    String now =
        site.caller().job(site.caller().call("probe", "{}").expect(200).jobId()).template();
    findings.proof(
        "the template that a job names, before and after",
        "two",
        !old.isEmpty() && !now.isEmpty() && !old.equals(now),
        old + ", " + now);
  }
}
