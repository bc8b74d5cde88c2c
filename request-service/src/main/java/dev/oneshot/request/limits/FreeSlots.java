package dev.oneshot.request.limits;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.JobId;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.loop.Step;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finishes what {@link Turnstile} could not: takes back slots of jobs whose ends nobody heard of,
 * releases jobs whose replica died after it took a slot for them, and lets in whoever still waits.
 * Also counts, for the gauges.
 */
public final class FreeSlots implements Step {
  private final HeldJobs held;
  private final Slots slots;
  private final Turnstile turnstile;
  private final FunctionRegistry functions;
  private final GaugeByFunction holding;
  private final GaugeByFunction waiting;

  public FreeSlots(
      HeldJobs held,
      Slots slots,
      Turnstile turnstile,
      FunctionRegistry functions,
      MeterRegistry meters) {
    this.held = held;
    this.slots = slots;
    this.turnstile = turnstile;
    this.functions = functions;
    this.holding =
        new GaugeByFunction(
            "oneshot.function.running",
            "Jobs that have one of their function's max-running slots",
            meters);
    this.waiting =
        new GaugeByFunction(
            "oneshot.function.held",
            "Queued jobs that wait for one of their function's max-running slots",
            meters);
  }

  @Override
  public String name() {
    return "free-slots";
  }

  @Override
  public void runOnce() {
    Map<String, Set<JobId>> holders = slots.holders();
    Set<JobId> all = new HashSet<>();
    holders.values().forEach(all::addAll);
    if (!all.isEmpty()) {
      takeBack(holders, held.unended(all));
      held.among(all).forEach(turnstile::enter);
    }
    Map<String, Long> counts = new TreeMap<>();
    for (String function : limited(holders.keySet())) {
      if (!holders.containsKey(function)) {
        slots.open(function);
      }
      counts.put(function, held.count(function));
    }
    Map<String, Integer> sizes = new TreeMap<>();
    holders.forEach((function, jobs) -> sizes.put(function, jobs.size()));
    holding.show(sizes);
    waiting.show(counts);
    counts.forEach((function, count) -> {
      if (count > 0) {
        turnstile.turn(function); // not here: while others keep coming it does not end
      }
    });
  }

  private void takeBack(Map<String, Set<JobId>> holders, Set<JobId> unended) {
    holders.forEach((function, jobs) -> {
      Set<JobId> gone = new HashSet<>(jobs);
      gone.removeAll(unended);
      if (!gone.isEmpty()) {
        slots.free(function, gone);
      }
    });
  }

  /** Those that are limited now, and those that were: jobs of theirs may still be held. */
  private Set<String> limited(Set<String> known) {
    Set<String> all = new TreeSet<>(known);
    functions.all().stream()
        .filter(function -> function.limits().maxRunning() != null)
        .map(Function::name)
        .forEach(all::add);
    return all;
  }
}
