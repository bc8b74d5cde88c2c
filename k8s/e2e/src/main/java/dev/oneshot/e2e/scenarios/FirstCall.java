package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.calls.Answer;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.cluster.PodTimeline;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Two calls are answered by two pods that had never run anything; both pods end, others wait. */
public final class FirstCall implements Scenario {
  @Override
  public String name() {
    return "first-call";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(2);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    site.awaitFullPool();
    Answer first = site.caller().call("probe", "{}").expect(200);
    Answer second = site.caller().call("probe", "{}").expect(200);
    JsonNode one = first.json();
    JsonNode other = second.json();
    String pod = one.path("workerId").asString();
    String nextPod = other.path("workerId").asString();
    findings.figure(
        "first call's HTTP time ms, then the second's",
        Math.round(first.nanos() / 1e6) + ", " + Math.round(second.nanos() / 1e6));
    findings.proof(
        "the workers are pods",
        "UIDs of two pods",
        isPod(site, pod) && isPod(site, nextPod) && !pod.equals(nextPod),
        pod + ", " + nextPod);
    findings.proof(
        "jobs served before, files in scratch",
        "none",
        isPristine(one) && isPristine(other),
        facts(one) + "; " + facts(other));
    long nanos =
        Patience.await(
            "both pods are Completed or gone",
            Duration.ofSeconds(20),
            () -> hasCompleted(site, pod) && hasCompleted(site, nextPod));
    findings.proof(
        "the pods that ran them",
        "Completed or gone",
        true,
        "after " + Math.round(nanos / 1e6) + " ms");
    site.awaitFullPool();
    Set<String> used = Set.of(pod, nextPod);
    long fresh =
        site.pods().alive(Site.DEFAULT_POOL).stream()
            .filter(life -> !used.contains(life.uid()))
            .count();
    findings.atLeast("fresh pods that wait", Site.IDLE, (double) fresh);
  }

  private static boolean isPod(Site site, String uid) {
    return site.pods().find(uid) != null;
  }

  private static boolean isPristine(JsonNode facts) {
    return facts.path("jobsServedBefore").asInt(-1) == 0
        && facts.path("scratchFiles").asInt(-1) == 0;
  }

  private static String facts(JsonNode facts) {
    return facts.path("jobsServedBefore") + ", " + facts.path("scratchFiles");
  }

  private static boolean hasCompleted(Site site, String uid) {
    PodTimeline.Life life = site.pods().find(uid);
    return life != null && (life.isGone() || life.reason().equals("Completed"));
  }
}
