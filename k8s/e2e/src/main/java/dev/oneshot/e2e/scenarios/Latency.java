package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.e2e.calls.Answer;
import dev.oneshot.e2e.cluster.Patience;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.List;

/**
 * The same call of the same function by the same worker, one after the other: in a pod that the
 * pool kept warm; in a Kubernetes Job that is made for it, and in one whose worker is written as
 * one would first write it; in a Deployment whose container exits after each call and is started
 * again.
 */
public final class Latency implements Scenario {
  private static final String JOBS = "jobs";
  private static final String RESTARTS = "restarts";

  /** Each of them waits for its own back-off, so that 30 calls end within minutes. */
  private static final int REPLICAS = 6;

  /** So that a call is not measured beside the start of the worker before. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  private static final Duration REPORTED = Duration.ofSeconds(15);
  private static final String BODY = "\"hello\"";

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(12);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    warmUp(site, site.repetitions(300, 50));
    Figures warm = warm(site, findings, site.repetitions(50, 5));
    Figures own =
        byJob(site, "per-call-", WorkerCopy.of(site, JOBS, "Never"), site.repetitions(30, 3));
    findings.figure("a Kubernetes Job per call, with our worker: HTTP time ms", own);
    findings.figure(
        "times faster than that, p50 to p50", Figures.digits(own.median() / warm.median()));
    Figures spring =
        byJob(site, "with-spring-", WorkerCopy.withSpring(site, JOBS), site.repetitions(30, 3));
    findings.figure("a Kubernetes Job per call, with a Spring Boot worker: HTTP time ms", spring);
    findings.atLeast("times faster than that, p50 to p50", 50, spring.median() / warm.median());
    byDeployment(site, findings, site.repetitions(30, 10));
  }

  /**
   * A service that has just been installed is no measure: its code was never compiled. These
   * workers serve many jobs each, so that this takes seconds. Not more calls than that: the
   * stand-in's store has no indexes but of ids, and each job makes it slower.
   */
  private static void warmUp(Site site, int n) throws Exception {
    for (int i = 0; i < n; i++) {
      var _ = site.caller().call("echo-reused", BODY).expect(200);
    }
  }

  private static Figures warm(Site site, Findings findings, int n) throws Exception {
    Figures http = Figures.millis();
    Figures total = Figures.millis();
    Figures queue = Figures.millis();
    for (int i = 0; i < n; i++) {
      site.awaitFullPool();
      Thread.sleep(QUIET);
      Answer answer = site.caller().call("echo", BODY).expect(200);
      http.add(answer.nanos());
      total.put(answer.timing("total"));
      queue.put(answer.timing("queue"));
    }
    findings.figure("warm pod: HTTP time ms, as seen from here", http);
    findings.figure("warm pod: submission to start ms (Server-Timing)", queue);
    findings.figure("warm pod: submission to end ms (Server-Timing)", total);
    findings.atMost("warm pod: submission to end ms, p50", 15, total.median());
    return http;
  }

  // ---- a Job per call

  private static Figures byJob(Site site, String name, PodSpec pod, int n) throws Exception {
    Figures http = Figures.millis();
    for (int i = 0; i < n; i++) {
      long start = System.nanoTime();
      Job job = site.cluster().client().resource(job(site, name + i, pod)).create();
      site.caller().call("echo-by-job", BODY).expect(200);
      http.add(System.nanoTime() - start);
      var _ =
          site.cluster()
              .client()
              .resource(job)
              .withPropagationPolicy(DeletionPropagation.BACKGROUND)
              .delete();
    }
    return http;
  }

  private static Job job(Site site, String name, PodSpec pod) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(site.cluster().namespace())
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(WorkerCopy.LABELS)
        .endMetadata()
        .withSpec(pod)
        .endTemplate()
        .endSpec()
        .build();
  }

  // ---- a Deployment

  private static void byDeployment(Site site, Findings findings, int n) throws Exception {
    Deployment deployment = site.cluster().client().resource(deployment(site)).create();
    try {
      Patience.await(
          "all replicas of the Deployment wait",
          Duration.ofMinutes(2),
          () -> site.broker().idle(RESTARTS) == REPLICAS);
      Figures http = Figures.millis();
      Figures restarted = Figures.millis();
      for (int i = 0; i < n; i++) {
        Answer answer = site.caller().call("echo-by-restart", BODY).expect(200);
        http.add(answer.nanos());
        if (i >= REPLICAS) {
          restarted.add(answer.nanos());
        }
      }
      findings.figure(
          "a Deployment of " + REPLICAS + " whose container exits 0: HTTP time ms", http);
      findings.figure("the same after each replica's first call: HTTP time ms", restarted);
      // what the kubelet reports comes later than what it does
      Thread.sleep(REPORTED);
      findings.figure("its restarts, and what the kubelet says then", backOff(site));
    } finally {
      var _ = site.cluster().client().resource(deployment).delete();
    }
  }

  private static Deployment deployment(Site site) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(RESTARTS)
        .withNamespace(site.cluster().namespace())
        .endMetadata()
        .withNewSpec()
        .withReplicas(REPLICAS)
        .withNewSelector()
        .addToMatchLabels("oneshot.dev/e2e", RESTARTS)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(WorkerCopy.LABELS)
        .addToLabels("oneshot.dev/e2e", RESTARTS)
        .endMetadata()
        .withSpec(WorkerCopy.of(site, RESTARTS, "Always"))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static String backOff(Site site) {
    List<Pod> pods = site.cluster().pods().withLabel("oneshot.dev/e2e", RESTARTS).list().getItems();
    int restarts = 0;
    int backingOff = 0;
    String message = "";
    for (Pod pod : pods) {
      for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
        restarts += status.getRestartCount();
        var waiting = status.getState().getWaiting();
        if (waiting != null && "CrashLoopBackOff".equals(waiting.getReason())) {
          backingOff++;
          message = waiting.getMessage().replaceFirst(" restarting failed container.*", "");
        }
      }
    }
    return restarts
        + " restarts of "
        + pods.size()
        + " pods, "
        + backingOff
        + " in CrashLoopBackOff"
        + (message.isEmpty() ? "" : ": " + message);
  }
}
