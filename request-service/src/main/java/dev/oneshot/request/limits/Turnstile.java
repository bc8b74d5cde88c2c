package dev.oneshot.request.limits;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.Job;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.waiting.EndListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets no more jobs of a function with {@code max-running} to its pool's workers than may run at
 * once, the oldest first; the others are held ({@code docs/adr/0010-limits-per-function.md}).
 * Thread-safe, as are any number of replicas; whatever one of them leaves half done is finished by
 * {@link FreeSlots} of another.
 */
public final class Turnstile implements EndListener {
  private static final Logger log = LoggerFactory.getLogger(Turnstile.class);

  /** Jobs that are let in between two looks. */
  private static final int BATCH = 100;

  private final HeldJobs held;
  private final Slots slots;
  private final ReleaseJobs release;
  private final FunctionRegistry functions;
  private final Executor background;
  private final Set<String> opened = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  public Turnstile(
      HeldJobs held,
      Slots slots,
      ReleaseJobs release,
      FunctionRegistry functions,
      Executor background) {
    this.held = held;
    this.slots = slots;
    this.release = release;
    this.functions = functions;
    this.background = background;
  }

  /**
   * Stores a queued job that waits for its turn; {@link #stored} is to follow.
   *
   * @return false when a job of this id exists already
   */
  public boolean hold(Job job) {
    String function = job.task().function();
    if (!opened.contains(function)) {
      slots.open(function);
      opened.add(function);
    }
    return release.hold(job);
  }

  /** A held job's caller knows that it is stored: it is soon let in if there is a free slot. */
  public void stored(Job job) {
    String function = job.task().function();
    background.execute(() ->
        attempt(
            function,
            () -> {
              held.ready(job.id());
              letIn(function);
            }));
  }

  /** Soon lets in as many jobs of the function as there are free slots. */
  void turn(String function) {
    background.execute(() -> attempt(function, () -> letIn(function)));
  }

  /** Gives the slot of a job that has ended to the next. */
  @Override
  public void ended(Job job) {
    String function = job.task().function();
    if (limit(function).isPresent()) { // or it costs nothing
      background.execute(() ->
          attempt(
              function,
              () -> {
                slots.free(function, List.of(job.id()));
                letIn(function);
              }));
    }
  }

  private static void attempt(String function, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.debug("the slots of {} cannot be handled now, the next round will", function, e);
    }
  }

  /** Lets jobs in until no slot is free or no job is held. */
  void letIn(String function) {
    AtomicInteger looks = asked.computeIfAbsent(function, any -> new AtomicInteger());
    if (looks.getAndIncrement() > 0) {
      return; // somebody is at it, and will look once more
    }
    int seen = 0;
    try {
      do {
        seen = looks.get();
        Optional<Integer> most = limit(function);
        if (most.isPresent()) {
          letIn(function, most.get());
        } else {
          letAllIn(function);
        }
      } while (!looks.compareAndSet(seen, 0));
    } catch (RuntimeException e) {
      looks.set(0);
      throw e;
    }
  }

  private void letIn(String function, int most) {
    int free = most - slots.taken(function);
    while (free > 0 && release.isPossible()) {
      List<Job> next = release.next(function, Math.min(free, BATCH));
      if (next.isEmpty()) {
        return;
      }
      for (Job job : next) {
        if (!slots.take(function, job.id(), most)) {
          return;
        }
        Failpoint.reach(Failpoint.A4_SLOT_TAKEN);
        enter(job);
      }
      free = most - slots.taken(function);
    }
  }

  // its limit was removed while jobs waited
  private void letAllIn(String function) {
    while (release.isPossible()) {
      List<Job> next = release.next(function, BATCH);
      if (next.isEmpty()) {
        return;
      }
      next.forEach(release::release);
    }
  }

  /** For a held job that has a slot. */
  void enter(Job job) {
    if (!release.release(job) && held.unended(List.of(job.id())).isEmpty()) {
      slots.free(job.task().function(), List.of(job.id())); // it ended while it was let in
    }
  }

  private Optional<Integer> limit(String function) {
    return functions.find(function).map(Function::limits).map(limits -> limits.maxRunning());
  }
}
