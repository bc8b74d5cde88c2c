package dev.oneshot.worker;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.Claims.FinishOutcome;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.message.WorkerEvent.Phase;
import dev.oneshot.payload.Payload;
import dev.oneshot.topology.Topology;
import dev.oneshot.worker.assignment.Assignments;
import dev.oneshot.worker.broker.Broker;
import dev.oneshot.worker.broker.Consumer;
import dev.oneshot.worker.broker.Delivery;
import dev.oneshot.worker.execution.CapturedOutput;
import dev.oneshot.worker.execution.FunctionCall;
import dev.oneshot.worker.execution.FunctionOutcome;
import dev.oneshot.worker.execution.FunctionRun;
import dev.oneshot.worker.priming.IdleWarmUp;
import dev.oneshot.worker.priming.Priming;
import dev.oneshot.worker.reporting.AttemptReport;
import dev.oneshot.worker.reporting.Events;
import dev.oneshot.worker.standby.Standby;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * From the subscription to the end of the last job: waits, takes a job, runs it, tells, and ends.
 * Everything happens on the main thread.
 */
final class WorkerLife {
  private static final Duration RECONNECT_PATIENCE = Duration.ofSeconds(2);

  private final WorkerSettings settings;
  private final Broker broker;
  private final Store store;
  private final Signals signals;
  private final CapturedOutput output;
  private final StateLog log;
  private final MessageCodec codec = new MessageCodec();
  private final Assignments assignments;
  private final Events events;

  private long readyAtNanos;
  private long bootMillis;
  private @Nullable Helpers helpers;
  private int jobsServed;
  private boolean isWarm;

  WorkerLife(
      WorkerSettings settings,
      Broker broker,
      Store store,
      Signals signals,
      CapturedOutput output,
      StateLog log) {
    this.settings = settings;
    this.broker = broker;
    this.store = store;
    this.signals = signals;
    this.output = output;
    this.log = log;
    this.assignments =
        new Assignments(
            broker,
            Topology.assignments(settings.pool()),
            new Inbox(signals),
            codec,
            store.claims(),
            settings.identity());
    this.events = events(broker);
  }

  private record Inbox(Signals signals) implements Consumer {
    @Override
    public void delivered(Delivery delivery) {
      signals.post(new Signal.Delivered(delivery));
    }

    @Override
    public void cancelled() {
      signals.post(new Signal.BrokerLost());
    }
  }

  private Events events(Broker told) {
    return new Events(told, codec, settings.workerId(), settings.pool());
  }

  /** Goes the way of a job once, without one. */
  void prime() throws IOException, InterruptedException, TimeoutException {
    new Priming(broker, codec, store.claims(), store.payloads(), events, settings.identity())
        .run(store.serverTime().instant(), WorkerLife::rehearse);
    // the first line follows READY
    new StateLog(OutputStream.nullOutputStream(), settings.workerId()).info("primed");
  }

  private static Payload rehearse(Job job, InputStream payload, AttemptReport report)
      throws InterruptedException {
    BlockingQueue<FunctionOutcome> outcome = new LinkedBlockingQueue<>();
    FunctionCall call =
        new FunctionCall(job.id().value(), "prime", "prime", 0, Map.of(), payload, report.result());
    FunctionRun.rehearse(call, Standby.start("rehearsal"), outcome::add);
    if (outcome.take() instanceof FunctionOutcome.Returned(Payload result)) {
      return result;
    }
    throw new IllegalStateException("copying nothing failed");
  }

  /**
   * Serves jobs until there is a reason to end. Null when the function ends the process itself.
   *
   * @throws IOException when the broker is lost while no function has started
   * @throws MongoException when the store is lost then, or for too long to report an ending
   */
  @Nullable WorkerExit run() throws IOException, InterruptedException {
    getReady();
    while (true) {
      // no switch on types, here as everywhere in the worker: each would have to be spun at run
      // time
      Signal signal = next();
      if (signal instanceof Signal.Delivered(Delivery delivery)) {
        Failpoint.reach(Failpoint.B2_DELIVERED);
        long askedNanos = System.nanoTime();
        Optional<Job> job = assignments.take(delivery);
        if (job.isPresent()) {
          Helpers waiting = Objects.requireNonNull(helpers, "they wait since readiness");
          Attempt attempt = new Attempt(job.get(), askedNanos, store, waiting, signals, output);
          Attempt.Result result = serve(job.get(), attempt, delivery);
          Failpoint.reach(Failpoint.B14_DONE);
          if (!result.mayGoOn() || jobsServed >= settings.maxJobs() || signals.isEndAsked()) {
            return result.exit();
          }
          getReady();
        }
      } else if (signal instanceof Signal.BrokerLost) {
        return WorkerExit.CONNECTION_LOST;
      } else if (signals.isEndAsked()) {
        assignments.close();
        return WorkerExit.DONE;
      } else if (signal instanceof Signal.ExitCalled) {
        // a thread that an earlier job's function left behind
        return null;
      }
    }
  }

  private Signal next() throws InterruptedException {
    if (!isWarm) {
      Signal early = signals.takeBefore(readyAtNanos + IdleWarmUp.AFTER.toNanos());
      if (early != null) {
        return early;
      }
      isWarm = true;
      IdleWarmUp.start();
    }
    return signals.take();
  }

  private void getReady() throws IOException, InterruptedException {
    if (jobsServed > 0) {
      // first, or they would go on writing
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      Scratch.empty(settings.scratch());
    }
    assignments.open();
    readyAtNanos = System.nanoTime();
    events.tell(Phase.READY);
    helpers = helpers == null ? Helpers.start() : helpers.complete();
    Failpoint.reach(Failpoint.B1_READY);
    if (jobsServed == 0) {
      bootMillis = ProcessTable.ageMillis(); // reads files, which nobody needs to wait for
    }
    log.info("ready");
  }

  private Attempt.Result serve(Job job, Attempt attempt, Delivery delivery)
      throws InterruptedException {
    long idleMillis = (System.nanoTime() - readyAtNanos) / 1_000_000;
    if (signals.isStopAsked()) {
      assignments.acknowledge(delivery);
      Failpoint.reach(Failpoint.B20_STOPPING);
      boolean isBack = store.endings().handBack(job.id(), attempt.token());
      log.info(isBack ? "handed back" : "lost", job);
      return Attempt.Result.handedBack();
    }
    Taking taking = new Taking(job, delivery, assignments, events, log);
    var facts = CallFacts.of(job, settings, jobsServed, bootMillis, idleMillis);
    Attempt.Result result = attempt.run(facts, taking::goesOn, settings.drain());
    jobsServed++;
    if (result.outcome() == FinishOutcome.ENDED || result.outcome() == FinishOutcome.CANCELLED) {
      tellEnd(taking, job, result.state());
      Failpoint.reach(Failpoint.B13_TOLD);
    } else {
      taking.tell();
    }
    taking.log();
    log.info("ended", job, result.outcome().name());
    return result;
  }

  private void tellEnd(Taking taking, Job job, JobState state) throws InterruptedException {
    try {
      broker.together(() -> {
        taking.tell();
        events.publishEnd(job, state);
      });
      events.awaitConfirmations();
    } catch (IOException | TimeoutException e) {
      tellEndAnew(job, state);
    }
  }

  // once more over a new connection: the waiting caller would learn it with the next poll only
  private void tellEndAnew(Job job, JobState state) throws InterruptedException {
    if (broker.isOpen()) {
      return;
    }
    try (Broker other =
        Broker.connect(settings.brokerUri(), settings.workerId(), RECONNECT_PATIENCE, () -> {})) {
      Events anew = events(other);
      anew.publishEnd(job, state);
      anew.awaitConfirmations();
    } catch (IOException | TimeoutException e) {
      log.warn("not told", job, e);
    }
  }
}
