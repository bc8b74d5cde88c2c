package dev.oneshot.pool;

import dev.oneshot.pool.launch.WorkerDeath;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** One line a change, with the same keys everywhere. */
final class WorkerLog {
  private WorkerLog() {}

  static LoggingEventBuilder changed(LoggingEventBuilder line, String pool, String worker) {
    return line.addKeyValue("pool", pool).addKeyValue("worker", worker);
  }

  static void died(Logger log, String pool, WorkerDeath death) {
    changed(
            ExitMeaning.isOrderly(death.exit()) ? log.atDebug() : log.atInfo(),
            pool,
            death.workerId())
        .addKeyValue("cause", ExitMeaning.tag(death.exit()))
        .log("worker {} ended, {}", death.workerId(), ExitMeaning.inWords(death.exit()));
  }

  /**
   * Trouble and its end; that calls use up the idle workers and new ones come is a busy pool's
   * daily life and shows in the meters.
   */
  static void condition(Logger log, String pool, PoolCondition before, PoolCondition condition) {
    LoggingEventBuilder line =
        switch (condition) {
          case PoolCondition.CannotStart _ -> log.atWarn();
          case PoolCondition.Blind _ -> log.atWarn();
          case PoolCondition.Healthy _, PoolCondition.Starting _, PoolCondition.AtMaximum _ ->
              isTrouble(before) ? log.atInfo() : log.atDebug();
        };
    line.addKeyValue("pool", pool)
        .addKeyValue("condition", condition.getClass().getSimpleName())
        .log("pool {} is {}", pool, inWords(condition));
  }

  private static boolean isTrouble(PoolCondition condition) {
    return condition instanceof PoolCondition.CannotStart
        || condition instanceof PoolCondition.Blind;
  }

  private static String inWords(PoolCondition condition) {
    return switch (condition) {
      case PoolCondition.Healthy() -> "healthy";
      case PoolCondition.Starting() -> "starting";
      case PoolCondition.AtMaximum() -> "at its maximum";
      case PoolCondition.CannotStart(var reason, var nextTryAt) ->
          "without new workers: " + reason + "; next try at " + nextTryAt;
      case PoolCondition.Blind(var reason) -> "blind: " + reason;
    };
  }
}
