package dev.oneshot.faults.rows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.faults.function.Order;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.Job;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * F5: replicas die at each of their points. All calls of a replica stand still at the point, then
 * it is killed; the other replica is left, and half of the callers call it with the same key.
 */
final class ReplicaFailpointsRow implements Row {
  private static final int WAIT_SECONDS = 60;

  /** Beyond what fits into a job's record, and into the first block of an answer. */
  private static final int LARGE = 700_000;

  /** An assignment that nobody confirmed is published after 10 s; then rounds of a second. */
  private static final Duration REPAIRED = Duration.ofSeconds(40);

  /**
   * Where a replica ends.
   *
   * @param hasJob whether the calls have become jobs by then
   */
  private record Point(String failpoint, boolean hasJob) {
    boolean isOfKeysOnly() {
      return failpoint.equals(Failpoint.A2_KEY_CLAIMED);
    }

    // else it is another thread that stands still, and callers are told by other ways
    boolean holdsCallers() {
      return !failpoint.equals(Failpoint.A7_CONFIRMED) && !failpoint.equals(Failpoint.A9_HEARD);
    }

    boolean wantsRefusals() {
      return failpoint.equals(Failpoint.A6_REFUSED);
    }
  }

  private static final List<Point> POINTS =
      List.of(
          new Point(Failpoint.A1_ADMITTED, false),
          new Point(Failpoint.B9_UPLOADING, false),
          new Point(Failpoint.A2_KEY_CLAIMED, false),
          new Point(Failpoint.A2_PAYLOAD_STORED, false),
          new Point(Failpoint.A4_INSERTED, true),
          new Point(Failpoint.A5_PUBLISHED, true),
          new Point(Failpoint.A6_REFUSED, true),
          new Point(Failpoint.A7_CONFIRMED, true),
          new Point(Failpoint.A8_WAITING, true),
          new Point(Failpoint.A9_HEARD, true),
          new Point(Failpoint.A11_ENDED, true),
          new Point(Failpoint.A12_ANSWERING, true));

  @Override
  public String name() {
    return "F5";
  }

  @Override
  public String what() {
    return "replicas die at each of " + POINTS.size() + " failpoints";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(25);
  }

  @Override
  public void play(Scene scene) throws Exception {
    int calls = scene.size(20, 4);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      trial.stand().pool(scene.size(6, 4), scene.size(12, 6));
      for (Point point : POINTS) {
        scene.step(point.failpoint());
        play(trial, point, calls);
      }
      trial.judge(Expected.done());
    }
  }

  private static void play(Trial trial, Point point, int number) throws Exception {
    Service victim =
        trial
            .stand()
            .replica(List.of("-D" + Failpoint.PROPERTY + '=' + point.failpoint() + ":pause"));
    if (point.wantsRefusals()) {
      // a replica's first publication binds the queue
      trial.callers().call(Call.async(victim.url(), "work", trial.order()));
      bind(trial, false);
    }
    int before = trial.records().jobs().size();
    Order order = trial.order().lasting(100).returning(LARGE).padded(LARGE);
    List<Call> calls = calls(victim.url(), order, number, point.isOfKeysOnly());
    List<CompletableFuture<Answer>> answers =
        calls.stream().map(trial.callers()::callLater).toList();
    trial.await(
        number + " calls stand still at " + point.failpoint(),
        Duration.ofSeconds(40),
        () -> visits(trial, victim, point) >= number);
    Instant death = Instant.now();
    trial.stand().kill(victim);
    bind(trial, true);
    trial.tally().injected(number);
    long answered = answers.stream().filter(answer -> answer.join().status() != 0).count();
    trial
        .tally()
        .expect(
            answered == 0 || !point.holdsCallers(),
            answered + " calls were answered past " + point.failpoint());
    callAgain(trial, calls);
    trial.awaitEnds(REPAIRED);
    judge(trial, point, calls, before, death);
  }

  private static List<Call> calls(String url, Order order, int number, boolean isOfKeysOnly) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Call call = Call.waiting(url, "work", order, WAIT_SECONDS);
      calls.add(i % 2 == 0 || isOfKeysOnly ? call.withKey(UUID.randomUUID().toString()) : call);
    }
    return calls;
  }

  private static long visits(Trial trial, Service victim, Point point) {
    try {
      return trial
          .stand()
          .log(victim)
          .lines()
          .filter(line -> line.equals("failpoint " + point.failpoint()))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void callAgain(Trial trial, List<Call> calls) throws InterruptedException {
    String survivor = trial.replica().url();
    List<Call> keyed =
        calls.stream()
            .filter(call -> !call.key().isEmpty())
            .map(call -> call.at(survivor))
            .toList();
    for (Answer answer : trial.callers().callAll(keyed, keyed.size())) {
      trial
          .tally()
          .expect(
              answer.status() == 200,
              "a caller with a key was answered " + answer.status() + ' ' + answer.code());
    }
  }

  private static void judge(Trial trial, Point point, List<Call> calls, int before, Instant death) {
    List<Job> jobs = trial.records().jobs();
    long keyed = calls.stream().filter(call -> !call.key().isEmpty()).count();
    long expected = point.hasJob() ? calls.size() : keyed;
    trial
        .tally()
        .expect(
            jobs.size() - before == expected,
            calls.size()
                + " calls became "
                + (jobs.size() - before)
                + " jobs at "
                + point.failpoint()
                + " instead of "
                + expected);
    for (Job job : jobs) {
      Instant end = job.times().endedAt();
      if (end != null && end.isAfter(death)) {
        trial.tally().recovered(Duration.between(death, end));
      }
    }
  }

  /** Whether the queue takes what is published, or the broker gives it back. */
  private static void bind(Trial trial, boolean isBound) throws Exception {
    try (Connection connection = trial.stand().brokerConnections().newConnection("chaos");
        Channel channel = connection.createChannel()) {
      if (isBound) {
        Topology.declareAssignments(channel, Topology.DEFAULT_POOL);
      } else {
        channel.queueUnbind(
            Topology.assignments(Topology.DEFAULT_POOL), Topology.JOBS, Topology.DEFAULT_POOL);
      }
    }
  }
}
