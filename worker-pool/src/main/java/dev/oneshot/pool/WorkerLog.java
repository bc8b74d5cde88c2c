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
        condition.isTrouble() ? log.atWarn() : before.isTrouble() ? log.atInfo() : log.atDebug();
    line.addKeyValue("pool", pool)
        .addKeyValue("condition", condition.getClass().getSimpleName())
        .log("pool {} is {}", pool, condition.inWords());
  }
}
