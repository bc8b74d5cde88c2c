package dev.oneshot.faults.rows;

import dev.oneshot.faults.function.Deed;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Workers;
import dev.oneshot.job.Reason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** F32: functions that do harm; each must end for the right reason, and harm nobody else. */
final class HostileFunctionsRow implements Row {
  private static final String RUN_SECONDS = "5";

  /** Those that do not end well, and why they do not. */
  private static final Map<Deed, Reason> REASONS =
      new EnumMap<>(
          Map.of(
              Deed.EATS_MEMORY, Reason.OUT_OF_MEMORY,
              Deed.IS_DEAF, Reason.RUN_TIMEOUT,
              Deed.EXITS, Reason.FUNCTION_ERROR));

  @Override
  public String name() {
    return "F32";
  }

  @Override
  public String what() {
    return "functions eat memory and disk, fork, spin, exit, close their streams, print 100 MB";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int times = scene.size(10, 1);
    Map<String, Deed> deeds = new HashMap<>();
    try (Trial trial = scene.trial()) {
      String url = trial.stand().replica().url();
      trial.stand().pool(4, 8);
      for (int i = 0; i < times; i++) {
        for (Deed deed : Deed.values()) {
          Call neighbour = Call.waiting(url, "once", trial.order().lasting(100), 60);
          List<CompletableFuture<Answer>> neighbours =
              List.of(trial.callers().callLater(neighbour), trial.callers().callLater(neighbour));
          Answer answer =
              trial
                  .callers()
                  .call(
                      Call.waiting(url, "once", trial.order().doing(deed), 60)
                          .with("Oneshot-Run-Timeout", RUN_SECONDS));
          deeds.put(answer.job(), deed);
          trial.tally().injected(1);
          neighbours.forEach(pending ->
              trial
                  .tally()
                  .expect(
                      pending.join().status() == 200,
                      "beside " + deed + " a call was answered " + pending.join().status()));
        }
      }
      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge((job, executions) -> {
        Reason reason = REASONS.get(deeds.getOrDefault(job.id().value(), Deed.NONE));
        return reason == null ? Expected.done().isRight(job, executions) : reason == job.reason();
      });
      trial.await(
          "nothing is left of what functions started",
          Duration.ofSeconds(20),
          () ->
              Workers.alive().stream().allMatch(worker -> worker.children().findAny().isEmpty())
                  && leftOvers().findAny().isEmpty());
    } finally {
      leftOvers().forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Stream<ProcessHandle> leftOvers() {
    return ProcessHandle.allProcesses().filter(HostileFunctionsRow::isLeftOver);
  }

  private static boolean isLeftOver(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(command -> command.endsWith("sleep " + Deed.CHILDS_SECONDS))
        .isPresent();
  }
}
