package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.measure.LiveHeap;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.proof.Vitals;
import dev.oneshot.faults.site.Wire;
import dev.oneshot.faults.site.Workers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * F41: two replicas get calls for two hours while something breaks every ten seconds, and one of
 * them, which lives through all of it, is looked at: what it holds is to stay the same.
 */
final class SoakRow implements Row {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration OUTAGE = Duration.ofSeconds(2);

  /** Half of what two processors get through with both replicas and all workers on them. */
  private static final int CALLS_A_SECOND = 4;

  private static final int LARGE_BYTES = 1 << 20;

  private static final int KB = 1 << 10;
  private static final int MB = 1 << 20;
  private static final double HEAP_GROWTH = 1.15;
  private static final int HEAP_SLACK_BYTES = 4 * MB;

  /** So many classes are named that have more than before, where the heap has grown. */
  private static final int MOST_GROWN = 6;

  private static final int THREADS_SLACK = 10;
  private static final int FILES_SLACK = 20;

  /** One result a second, kept for 30 s and swept every 10 s. */
  private static final int CHUNKS_SLACK = 20;

  @Override
  public String name() {
    return "F41";
  }

  @Override
  public String what() {
    return "hours of calls while something breaks every 10 s";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(150);
  }

  @Override
  public void play(Scene scene) throws Exception {
    Duration length = Duration.ofMinutes(scene.size(120, 2));
    try (Trial trial = scene.trial(Wire.SERVICE_BROKER, Wire.SERVICE_STORE, Wire.WORKER_STORE);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      Soak soak = new Soak(trial, trial.stand().replica(), trial.stand().replica());
      trial.stand().pool(4, 8);
      var _ =
          clock.scheduleAtFixedRate(soak::call, 0, 1000 / CALLS_A_SECOND, TimeUnit.MILLISECONDS);
      List<Moment> moments = new ArrayList<>();
      Map<String, Long> middle = Map.of();
      long start = System.nanoTime();
      for (long left = length.toNanos();
          left > 0;
          left = start + length.toNanos() - System.nanoTime()) {
        scene.step("%d s to go".formatted(Duration.ofNanos(left).toSeconds()));
        soak.breakSomething();
        trial.tally().injected(1);
        Waiting.pass(PERIOD);
        moments.add(soak.moment());
        if (middle.isEmpty() && left < length.toNanos() / 2) {
          middle = soak.heap();
        }
      }
      Map<String, Long> end = soak.heap();
      clock.shutdownNow();
      clock.awaitTermination(1, TimeUnit.MINUTES);
      soak.judgeAnswers();
      trial.awaitEnds(Duration.ofMinutes(3));
      if (!judge(trial, moments)) {
        grown(middle, end).forEach(trial.tally()::remark);
      }
      trial.judge(Expected.done());
      trial.tally().expect(soak.scratch() <= soak.idle(), soak.scratch() + " scratch directories");
    }
  }

  // whether the heap is flat; the first third is for code that is being compiled and pools that
  // fill
  private static boolean judge(Trial trial, List<Moment> all) {
    List<Moment> before = all.subList(all.size() / 3, all.size() * 2 / 3);
    List<Moment> after = all.subList(all.size() * 2 / 3, all.size());
    trial
        .tally()
        .remark(
            "pending calls "
                + median(before, Moment::pending)
                + " → "
                + median(after, Moment::pending));
    long heap = median(before, moment -> moment.survivor().heapBytes());
    boolean isHeapFlat =
        isFlat(
            trial,
            "heap MB",
            before,
            after,
            moment -> moment.survivor().heapBytes() / MB,
            (long) (heap * HEAP_GROWTH + HEAP_SLACK_BYTES) / MB);
    isFlat(
        trial,
        "threads",
        before,
        after,
        moment -> moment.survivor().threads(),
        median(before, moment -> moment.survivor().threads()) + THREADS_SLACK);
    isFlat(
        trial,
        "open files",
        before,
        after,
        moment -> moment.survivor().files(),
        median(before, moment -> moment.survivor().files()) + FILES_SLACK);
    isFlat(
        trial,
        "stored chunks",
        before,
        after,
        Moment::chunks,
        median(before, Moment::chunks) + CHUNKS_SLACK);
    return isHeapFlat;
  }

  private static Stream<String> grown(Map<String, Long> before, Map<String, Long> after) {
    ToLongFunction<Map.Entry<String, Long>> growth =
        held -> held.getValue() - before.getOrDefault(held.getKey(), 0L);
    return after.entrySet().stream()
        .sorted(Comparator.comparingLong(growth).reversed())
        .limit(MOST_GROWN)
        .map(held -> "%s +%d KB".formatted(held.getKey(), growth.applyAsLong(held) / KB));
  }

  private static boolean isFlat(
      Trial trial,
      String what,
      List<Moment> before,
      List<Moment> after,
      ToLongFunction<Moment> figure,
      long most) {
    long end = median(after, figure);
    String course = what + ' ' + median(before, figure) + " → " + end;
    trial.tally().remark(course);
    trial.tally().expect(end <= most, course);
    return end <= most;
  }

  private static long median(List<Moment> all, ToLongFunction<Moment> figure) {
    return all.stream().mapToLong(figure).sorted().skip(all.size() / 2).findFirst().orElseThrow();
  }

  /**
   * What there is at one time.
   *
   * @param survivor the replica that lives through all of it
   * @param pending calls that wait there; more of them where the machine does not keep pace
   * @param chunks of payloads, results and logs in the store, those of broken uploads included
   */
  private record Moment(Vitals survivor, long pending, long chunks) {}

  /** What goes on. */
  private static final class Soak {
    private final Trial trial;
    private final Service survivor;
    private final Random random = new Random();
    private final Queue<CompletableFuture<Answer>> answers = new ConcurrentLinkedQueue<>();
    private volatile Service mortal;
    private int number;

    private Soak(Trial trial, Service survivor, Service mortal) {
      this.trial = trial;
      this.survivor = survivor;
      this.mortal = mortal;
    }

    /** Two of three to the one that lives; every fourth has a large result that nobody awaits. */
    void call() {
      String url = (number % 3 == 0 ? mortal : survivor).url();
      Call call =
          number % 4 == 0
              ? Call.async(url, "brief", trial.order().lasting(100).returning(LARGE_BYTES))
              : Call.waiting(url, "brief", trial.order().lasting(100), 60);
      number++;
      answers.add(trial.callers().callLater(call));
    }

    void breakSomething() throws Exception {
      switch (random.nextInt(5)) {
        case 0 -> killAWorker();
        case 1 -> trial.stand().wire(Wire.SERVICE_BROKER).reset();
        case 2 -> cut(Wire.SERVICE_STORE);
        case 3 -> cut(Wire.WORKER_STORE);
        default -> replaceAReplica();
      }
    }

    private void killAWorker() {
      List<ProcessHandle> workers = Workers.alive();
      if (!workers.isEmpty()) {
        Workers.kill(workers.get(random.nextInt(workers.size())).pid());
      }
    }

    private void cut(Wire wire) {
      trial.stand().wire(wire).takeDown();
      Waiting.pass(OUTAGE);
      trial.stand().wire(wire).mend();
    }

    private void replaceAReplica() throws IOException {
      Service old = mortal;
      mortal = survivor;
      trial.stand().kill(old);
      mortal = trial.stand().replica();
    }

    // 0: its replica was killed meanwhile
    void judgeAnswers() {
      Set<Integer> right = Set.of(200, 202, 0);
      long refused = trial.judgeAnswers(answers, answer -> right.contains(answer.status()));
      long unheard = answers.stream().filter(answer -> answer.join().status() == 0).count();
      trial
          .tally()
          .remark(answers.size() + " calls, " + refused + " refused, " + unheard + " cut off");
    }

    Moment moment() throws IOException {
      int port = URI.create(survivor.url()).getPort();
      return new Moment(
          Vitals.of(survivor.process().handle(), port),
          (long) survivor.gauge("oneshot_calls_pending"),
          trial.records().chunks());
    }

    /** Bytes by class of the survivor. */
    Map<String, Long> heap() throws IOException {
      return LiveHeap.bytesByClass(survivor.process().handle().pid());
    }

    long idle() {
      return Workers.alive().size();
    }

    /** Of all workers there are. */
    long scratch() throws IOException {
      try (Stream<Path> entries = Files.walk(trial.stand().directory(), 4)) {
        return entries.filter(entry -> entry.getFileName().toString().equals("scratch")).count();
      }
    }
  }
}
