package dev.oneshot.faults.proof;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.benchmarks.site.Waiting;
import dev.oneshot.faults.function.Order;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.site.Stand;
import dev.oneshot.faults.site.Workers;
import dev.oneshot.job.Job;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * An installation with everything around it that is needed to judge it: ledger, callers, a watch on
 * the ends of its jobs. A row starts one, breaks it, waits for its jobs' ends and has it judged.
 */
public final class Trial implements AutoCloseable {
  private static final int CALLS_AT_ONCE = 16;
  private static final int MOST_TOLD = 5;

  /** For what the invariants say of the time after the jobs (I7): twice the slowest sweep. */
  private static final Duration REST = Duration.ofSeconds(40);

  private final Stand stand;
  private final Tally tally;
  private final Ledger ledger;
  private final Records records;
  private final Callers callers = new Callers();
  private final JobWatch watch;

  /** Takes the stand over. */
  public Trial(Stand stand, Tally tally) throws IOException {
    this.stand = stand;
    this.tally = tally;
    this.ledger = Ledger.in(stand.directory());
    this.records = new Records(stand.database());
    this.watch = new JobWatch(records);
  }

  public Stand stand() {
    return stand;
  }

  public Tally tally() {
    return tally;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Records records() {
    return records;
  }

  public Callers callers() {
    return callers;
  }

  /** The first replica that is alive. */
  public Service replica() {
    return stand.replicas().getFirst();
  }

  /** A short job of this trial. */
  public Order order() {
    return ledger.order();
  }

  /** Starts so many jobs that nobody waits for; some may be refused. */
  public List<Answer> submit(int number, String function, Order order) throws InterruptedException {
    Call call = Call.async(replica().url(), function, order);
    return callers.callAll(Collections.nCopies(number, call), CALLS_AT_ONCE);
  }

  /** The same, where none may be refused. */
  public void submitAll(int number, String function, Order order) throws InterruptedException {
    long refused =
        submit(number, function, order).stream().filter(answer -> answer.status() != 202).count();
    tally.expect(refused == 0, refused + " of " + number + " calls were refused");
  }

  /**
   * Blocks until all are answered, and says so when one was answered otherwise than it may be or
   * refused.
   *
   * @return how many were refused
   */
  public long judgeAnswers(
      Collection<CompletableFuture<Answer>> calls, Predicate<Answer> isAsItMayBe) {
    List<Answer> answers = calls.stream().map(CompletableFuture::join).toList();
    for (Answer answer : answers) {
      tally.expect(
          answer.isRefused() || isAsItMayBe.test(answer),
          "a call was answered " + answer.status() + ' ' + answer.code());
    }
    return answers.stream().filter(Answer::isRefused).count();
  }

  /** Blocks until something holds; a failure of the row when it does not in time. */
  public boolean await(String what, Duration limit, BooleanSupplier holds) {
    try {
      Waiting.until(what, limit, holds);
      return true;
    } catch (IllegalStateException e) {
      tally.expect(false, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Blocks until so many executions have started in all. */
  public void awaitStarts(int number, Duration limit) {
    await(
        number + " executions have started",
        limit,
        () -> pace(ledger.of(Execution.Kind.START).size() >= number));
  }

  /** Blocks until every job has come to its end. */
  public void awaitEnds(Duration limit) {
    if (!await("all jobs have ended", limit, () -> pace(records.open() == 0))) {
      records.someOpen(MOST_TOLD).stream().map(Trial::told).forEach(tally::remark);
    }
  }

  private static String told(Job job) {
    return job.id().value() + ' ' + job.state() + " in attempt " + job.attempt();
  }

  // looks that cost something are not to be made every two milliseconds
  private static boolean pace(boolean holds) {
    if (!holds) {
      Waiting.pass(Duration.ofMillis(100));
    }
    return holds;
  }

  /** Judges all there was: to be called once, after the jobs' ends. */
  public void judge(Expected expected) throws Exception {
    judgeRest();
    List<Job> jobs = records.jobs();
    new Oracle(tally, jobs, ledger.all(), callers.answers(), records::digest)
        .judge(expected, callers.unheard());
    watch.changes().forEach(tally::overwritten);
  }

  private void judgeRest() throws Exception {
    for (Service replica : stand.replicas()) {
      boolean isLeft =
          await(
              "no caller is waited for",
              REST,
              () -> pace(replica.gauge("oneshot_calls_pending") == 0));
      if (!isLeft) {
        tally.hung("a replica still waits for jobs that have ended");
      }
    }
    Pool pool = stand.pool();
    if (pool != null) {
      await("the pool is at rest", REST, () -> pace(isAtRest(pool.status())));
      try (Connection connection = stand.brokerConnections().newConnection("chaos");
          Channel channel = connection.createChannel()) {
        await("the queue is empty", REST, () -> pace(isEmpty(channel)));
      }
      await("no message is held", REST, () -> pace(!holdsMessages()));
    }
    Set<String> lostFiles = new HashSet<>(records.orphans());
    lostFiles.removeAll(records.registered());
    tally.expect(lostFiles.isEmpty(), lostFiles.size() + " files that no sweeper knows of");
  }

  private static boolean isAtRest(PoolStatus status) {
    return status.starting() == 0
        && status.busy() == 0
        && status.idle() == status.min()
        && Workers.alive().size() == status.idle();
  }

  private static boolean isEmpty(Channel channel) {
    try {
      return channel.messageCount(Topology.assignments(Topology.DEFAULT_POOL)) == 0;
    } catch (IOException e) {
      throw new IllegalStateException("the queue cannot be asked", e);
    }
  }

  private boolean holdsMessages() {
    return stand.broker().isRealRabbit()
        && stand
            .broker()
            .rabbitmqctl("--quiet", "list_queues", "--no-table-headers", "messages_unacknowledged")
            .lines()
            .anyMatch(line -> !line.isBlank() && !line.strip().equals("0"));
  }

  @Override
  public void close() throws IOException {
    watch.close();
    callers.close();
    stand.close();
  }
}
