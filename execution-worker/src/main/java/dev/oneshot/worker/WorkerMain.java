package dev.oneshot.worker;

import com.mongodb.MongoException;
import dev.oneshot.job.WorkerExit;
import dev.oneshot.worker.broker.Broker;
import dev.oneshot.worker.execution.CapturedOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The single-use worker process: connects, primes itself, waits for one job, runs it, reports and
 * ends. Its settings are environment variables, its exit code is a {@link WorkerExit}.
 */
public final class WorkerMain {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  private static final Duration HOOK_PATIENCE = Duration.ofSeconds(2);

  private final WorkerSettings settings;
  private final Signals signals;
  private final Termination termination;
  private final StateLog log;

  private WorkerMain(WorkerSettings settings, Signals signals, Termination termination) {
    this.settings = settings;
    this.signals = signals;
    this.termination = termination;
    this.log = StateLog.onStandardError(settings.workerId());
  }

  public static void main(String[] arguments) {
    Signals signals = new Signals();
    Termination termination = Termination.install(signals);
    try {
      WorkerSettings settings = Environment.read(System.getenv());
      end(new WorkerMain(settings, signals, termination).run(), termination);
    } catch (Environment.SettingsException e) {
      StateLog.onStandardError("unknown").error("settings are wrong", e);
      halt(WorkerExit.SETTINGS_WRONG);
    } catch (OutOfMemoryError e) {
      halt(WorkerExit.OUT_OF_MEMORY);
    } catch (
        Throwable e) { // the last catch of the process: it must not live on without its main thread
      StateLog.onStandardError("unknown").error("inner error", e);
      halt(WorkerExit.INNER_ERROR);
    }
  }

  private @Nullable WorkerExit run() throws InterruptedException, Environment.SettingsException {
    CapturedOutput output = CapturedOutput.install(settings.logLimitBytes());
    if (settings.parent() != null) {
      ParentWatch.start(settings.parent(), signals);
    }
    Store store = Store.of(settings.storeUri(), settings.storeDatabase(), settings.storeKey());
    try (Broker broker =
        Broker.connect(
            settings.brokerUri(),
            settings.workerId(),
            CONNECT_PATIENCE,
            () -> signals.post(new Signal.BrokerLost()))) {
      WorkerLife life = new WorkerLife(settings, broker, store, signals, output, log);
      if (settings.isPrimed()) {
        life.prime();
      }
      termination.serving();
      return serve(life);
    } catch (IOException | TimeoutException | MongoException e) {
      log.error("broker or store cannot be reached", e);
      return WorkerExit.UNREACHABLE;
    }
  }

  private @Nullable WorkerExit serve(WorkerLife life) throws InterruptedException {
    try {
      return life.run();
    } catch (IOException | MongoException e) {
      log.error("broker or store was lost", e);
      return WorkerExit.CONNECTION_LOST;
    }
  }

  private static void end(@Nullable WorkerExit exit, Termination termination)
      throws InterruptedException {
    if (exit != null) {
      halt(exit);
    }
    termination.release();
    // the process ends meanwhile, unless the function's own shutdown hooks keep it
    Thread.sleep(HOOK_PATIENCE);
    Runtime.getRuntime().halt(1);
  }

  // not exit: a function's shutdown hooks have no say in when this process ends
  private static void halt(WorkerExit exit) {
    Runtime.getRuntime().halt(exit.code());
  }
}
