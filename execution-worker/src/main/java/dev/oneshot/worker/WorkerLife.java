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
import dev.oneshot.worker.priming.Priming;
import dev.oneshot.worker.reporting.AttemptReport;
import dev.oneshot.worker.reporting.Events;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * From the subscription to the end of the last job: waits, takes a job, runs it, tells, and ends.
 * Everything happens on the main thread.
 */
final class WorkerLife {
  /**
   * So long nobody is told that a job was taken, unless it ends before: what is told makes broker
   * and controller work, and a short function would share the processors with them. The controller
   * knows before the caller, or it would take the pool for fuller than it is.
   */
  private static final int HEAD_START_MILLIS = 10;

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
  private int jobsServed;

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
    // writing the time takes two dozen classes of the library, and the first line follows READY
    new StateLog(OutputStream.nullOutputStream(), settings.workerId()).info("primed");
  }

  private static Payload rehearse(Job job, InputStream payload, AttemptReport report)
      throws InterruptedException {
    BlockingQueue<FunctionOutcome> outcome = new LinkedBlockingQueue<>();
    FunctionCall call =
        new FunctionCall(job.id().value(), "prime", "prime", 0, Map.of(), payload, report.result());
    FunctionRun.rehearse(call, outcome::add);
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
      Signal signal = signals.take();
      if (signal instanceof Signal.Delivered(Delivery delivery)) {
        Failpoint.reach(Failpoint.B2_DELIVERED);
        long askedNanos = System.nanoTime();
        Optional<Job> job = assignments.take(delivery);
        if (job.isPresent()) {
          Attempt attempt = new Attempt(job.get(), askedNanos, store, signals, output);
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

  private void getReady() throws IOException, InterruptedException {
    if (jobsServed > 0) {
      // first, or they would go on writing
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      Scratch.empty(settings.scratch());
    }
    assignments.open();
    readyAtNanos = System.nanoTime();
    events.tell(Phase.READY);
    Failpoint.reach(Failpoint.B1_READY);
    if (jobsServed == 0) {
      bootMillis = Uptime.millis(); // reads files, which nobody needs to wait for
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
    // on a thread of its own, and late: the function is to wait neither for it nor beside it
    CountDownLatch isEndTold = new CountDownLatch(1);
    Taking taking = new Taking(delivery);
    Thread taken = new Thread(() -> tellTaken(taking, job, isEndTold), "taken");
    taken.setDaemon(true);
    taken.start();
    var facts = CallFacts.of(job, settings, jobsServed, bootMillis, idleMillis);
    Attempt.Result result = attempt.run(facts, settings.drain());
    jobsServed++;
    taking.tell();
    if (result.outcome() == FinishOutcome.ENDED || result.outcome() == FinishOutcome.CANCELLED) {
      tellEnd(job, result.state());
      Failpoint.reach(Failpoint.B13_TOLD);
    }
    isEndTold.countDown();
    taken.join(Events.MAX_CONFIRM_WAIT.toMillis());
    log.info("ended", job, result.outcome().name());
    return result;
  }

  /** Settles the message of a job that was taken and tells the controller, once. Thread-safe. */
  private final class Taking {
    private final Delivery delivery;
    private boolean isTold;

    private Taking(Delivery delivery) {
      this.delivery = delivery;
    }

    private synchronized void tell() {
      if (!isTold) {
        isTold = true;
        assignments.acknowledge(delivery);
        try {
          events.tell(Phase.TAKEN);
        } catch (IOException e) {
          // the controller counts consumers anyway
        }
      }
    }
  }

  private void tellTaken(Taking taking, Job job, CountDownLatch isEndTold) {
    try {
      isEndTold.await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
      taking.tell();
      log.info("taken", job);
    } catch (InterruptedException e) {
      // nobody does
    }
  }

  private void tellEnd(Job job, JobState state) throws InterruptedException {
    try {
      events.tellEnd(job, state);
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
      events(other).tellEnd(job, state);
    } catch (IOException | TimeoutException e) {
      log.warn("not told", job, e);
    }
  }
}
