package dev.oneshot.e2e.scenarios;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.e2e.calls.JobView;
import dev.oneshot.e2e.cluster.PodTimeline.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Worker pods are deleted, some at once, some with a second's notice, some politely, while jobs
 * wait and run. Every job ends once; a job whose pod was killed is taken from it soon.
 */
public final class Deletions implements Scenario {
  private static final long SEED = 4;
  private static final long[] GRACES = {0, 1, -1};
  private static final Duration SETTLED = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "deletions";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    site.awaitFullPool();
    Random random = new Random(SEED);
    List<String> jobs = submit(site, random, site.repetitions(200, 30));
    Watch watch = new Watch(site);
    int wanted = site.repetitions(60, 8);
    Set<String> deleted = new HashSet<>();
    long next = System.nanoTime();
    while (ended(site, jobs) < jobs.size() || deleted.size() < wanted) {
      if (deleted.size() < wanted && System.nanoTime() - next >= 0) {
        deleteOne(site, random, watch, deleted);
        next = System.nanoTime() + Duration.ofMillis(400 + random.nextInt(600)).toNanos();
      }
      watch.look();
      Thread.sleep(30);
    }
    findings.figure("pods deleted while jobs waited or ran", deleted.size() + "");
    tell(site, findings, jobs, watch);
  }

  private static List<String> submit(Site site, Random random, int n) throws Exception {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      jobs.add(
          site.caller().submit("probe", "{\"sleepMillis\": " + (500 + random.nextInt(2500)) + "}"));
    }
    return jobs;
  }

  // every other one while it runs a job, or a few deletions might meet none
  private static void deleteOne(Site site, Random random, Watch watch, Set<String> deleted) {
    List<Life> alive = site.pods().alive(Site.DEFAULT_POOL);
    List<Life> busy = alive.stream().filter(pod -> watch.isBusy(pod.uid())).toList();
    List<Life> some = deleted.size() % 2 == 0 && !busy.isEmpty() ? busy : alive;
    if (!some.isEmpty()) {
      Life victim = some.get(random.nextInt(some.size()));
      site.cluster().delete(victim.name(), GRACES[random.nextInt(GRACES.length)]);
      deleted.add(victim.uid());
    }
  }

  private static long ended(Site site, List<String> jobs) {
    Set<String> wanted = Set.copyOf(jobs);
    return site.broker().ends(told -> wanted.contains(told.job().value())).stream()
        .map(told -> told.job().value())
        .distinct()
        .count();
  }

  private static void tell(Site site, Findings findings, List<String> jobs, Watch watch)
      throws Exception {
    Map<String, String> first = states(site, jobs);
    Thread.sleep(SETTLED);
    Map<String, String> last = states(site, jobs);
    Map<String, Integer> counts = new TreeMap<>();
    last.values().forEach(state -> counts.merge(state, 1, Integer::sum));
    findings.proof(
        jobs.size() + " jobs, each in one terminal state that stays",
        "all",
        first.equals(last) && !counts.containsKey("QUEUED") && !counts.containsKey("RUNNING"),
        counts.toString());
    long contradicting =
        jobs.stream()
            .filter(job ->
                site.broker().ends(told -> told.job().value().equals(job)).stream()
                        .map(told -> told.state())
                        .distinct()
                        .count()
                    > 1)
            .count();
    findings.atMost("jobs of which two different ends were told", 0, (double) contradicting);
    findings.figure(
        "job taken from its dead pod, ms after the pod's end was reported", watch.taken);
    findings.atMost("the same at the latest, s", 3, watch.taken.largest() / 1000);
    findings.atLeast("jobs whose pod was killed under them", 1, (double) watch.taken.n());
  }

  private static Map<String, String> states(Site site, List<String> jobs) throws Exception {
    Map<String, String> states = new HashMap<>();
    for (String job : jobs) {
      states.put(job, site.caller().job(job).state());
    }
    return states;
  }

  /** Which job runs on which pod, looked at every few milliseconds. */
  private static final class Watch {
    private final Site site;
    private final Figures taken = Figures.millis();
    private Map<String, JobView> running = new HashMap<>();

    Watch(Site site) {
      this.site = site;
    }

    void look() throws Exception {
      Map<String, JobView> now = new HashMap<>();
      for (JobView job : site.caller().jobs("RUNNING")) {
        now.put(job.id(), job);
      }
      long seen = System.nanoTime();
      for (JobView before : running.values()) {
        JobView after = now.get(before.id());
        if (after == null || after.attempt() != before.attempt()) {
          left(before, seen);
        }
      }
      running = now;
    }

    boolean isBusy(String uid) {
      return running.values().stream().anyMatch(job -> uid.equals(job.worker()));
    }

    // of those that ended in order nothing was taken
    private void left(JobView before, long seen) throws Exception {
      Life pod = site.pods().find(before.worker());
      JobView after = site.caller().job(before.id());
      boolean wasTaken = after.attempt() > before.attempt() || !after.state().equals("DONE");
      if (wasTaken && pod != null && pod.isOver()) {
        taken.add(Math.max(0, seen - pod.overNanos()));
      }
    }
  }
}
