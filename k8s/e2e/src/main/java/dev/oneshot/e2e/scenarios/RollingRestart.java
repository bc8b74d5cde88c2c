package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.OpenLoop;
import dev.oneshot.e2e.calls.Answer;
import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Two replicas are replaced one after the other while calls come at a fixed rate, each on a
 * connection of its own: a Service balances connections, not calls. The workers serve many jobs
 * each, for what is looked at is the service.
 */
public final class RollingRestart implements Scenario {
  private static final int REPLICAS = 2;
  private static final int A_SECOND = 20;
  private static final String POOL = "reused";
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration ROLLOUT = Duration.ofMinutes(4);

  /** What became of a call: an answer, or none and why. */
  private record Outcome(@Nullable Answer answer, String failure) {
    String inWords() {
      return answer == null
          ? failure
          : answer.status()
              + (answer.status() != 200 && answer.hasLocation() ? " with Location" : "");
    }

    boolean isFine() {
      return answer != null
          && (answer.status() == 200
              || (answer.hasLocation() && (answer.status() == 202 || answer.status() == 503)));
    }
  }

  @Override
  public String name() {
    return "rolling-restart";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(9);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    if (!site.route().isDirect()) {
      throw new IllegalStateException(
          "a tunnel leads to one pod; the Service itself must be reached");
    }
    Cluster cluster = site.cluster();
    cluster.scale(Cluster.SERVICE, REPLICAS);
    try (ExecutorService restarting = Executors.newSingleThreadExecutor()) {
      cluster.awaitRollout(Cluster.SERVICE, ROLLOUT);
      Patience.await(
          "reused workers wait", Duration.ofMinutes(1), () -> site.broker().idle(POOL) >= 1);
      Future<Long> restart = restarting.submit(() -> restart(cluster));
      List<OpenLoop.Answer<Outcome>> answers = load(site, restart);
      tell(findings, answers, restart.get());
    } finally {
      cluster.scale(Cluster.SERVICE, 1);
      cluster.awaitRollout(Cluster.SERVICE, ROLLOUT);
    }
  }

  private static long restart(Cluster cluster) throws Exception {
    Thread.sleep(BEFORE);
    long start = System.nanoTime();
    cluster.restart(Cluster.SERVICE);
    cluster.awaitRollout(Cluster.SERVICE, ROLLOUT);
    Patience.await(
        "the old pods are gone", ROLLOUT, () -> cluster.podsOf(Cluster.SERVICE).size() == REPLICAS);
    return System.nanoTime() - start;
  }

  /** In rounds of five seconds, until one began after the restart was over. */
  private static List<OpenLoop.Answer<Outcome>> load(Site site, Future<Long> restart)
      throws Exception {
    long[] round =
        LongStream.range(0, 5L * A_SECOND).map(i -> i * 1_000_000_000L / A_SECOND).toArray();
    List<OpenLoop.Answer<Outcome>> answers = new ArrayList<>();
    boolean isOver;
    do {
      isOver = restart.isDone();
      answers.addAll(OpenLoop.run(round, () -> call(site), () -> {}));
    } while (!isOver);
    return answers;
  }

  private static Outcome call(Site site) throws InterruptedException {
    try {
      return new Outcome(site.caller().call("echo-reused", "\"hello\"", "Connection", "close"), "");
    } catch (IOException e) {
      return new Outcome(null, "no answer: " + e);
    }
  }

  private static void tell(
      Findings findings, List<OpenLoop.Answer<Outcome>> answers, long restartNanos) {
    Figures http = Figures.millis();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (OpenLoop.Answer<Outcome> answer : answers) {
      http.add(answer.nanos());
      outcomes.merge(answer.value().inWords(), 1, Integer::sum);
    }
    long failed = answers.stream().filter(answer -> !answer.value().isFine()).count();
    findings.figure("restart of " + REPLICAS + " replicas s", Figures.digits(restartNanos / 1e9));
    findings.figure("answers at " + A_SECOND + " calls a second", outcomes.toString());
    findings.figure("HTTP time ms", http);
    findings.atMost("calls that failed, other than 503 with Location", 0, (double) failed);
  }
}
