package dev.oneshot.request.limits;

import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.JobId;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.Limits;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the queued jobs of functions with limits: a call is refused before its body is read. On
 * one replica the bound is strict, since calls that are being taken in count as queued. Replicas do
 * not know of each other's: together they may overshoot by what the others take in at the same
 * moment. Thread-safe.
 */
public final class QueueRoom {
  private static final Place UNLIMITED = () -> {};

  private final HeldJobs jobs;
  private final long otherwise;
  private final Map<String, Entrance> entrances = new ConcurrentHashMap<>();

  /** Room for one job; to be closed when the job is stored or will not be. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param otherwise how many jobs may be queued for a function that declares {@code max-running}
   *     only: what its pool may have queued does not bound the jobs that are held from it
   */
  public QueueRoom(HeldJobs jobs, long otherwise) {
    this.jobs = jobs;
    this.otherwise = otherwise;
  }

  /**
   * Takes a place, which costs functions without limits nothing and others a count in the store.
   *
   * @param job that will be stored, or not
   * @throws ProblemException with {@link ProblemCode#TOO_MANY_QUEUED}
   */
  public Place take(Function function, JobId job) {
    long most = most(function.limits());
    if (most == Long.MAX_VALUE) {
      return UNLIMITED;
    }
    Entrance entrance =
        entrances.computeIfAbsent(function.name(), name -> new Entrance(jobs, name));
    if (!entrance.letsIn(job, most)) {
      throw new ProblemException(
          ProblemCode.TOO_MANY_QUEUED,
          "As many jobs of this function are queued as may be; try again after the time that the"
              + " header Retry-After says.");
    }
    return () -> entrance.beingTaken.remove(job);
  }

  private long most(Limits limits) {
    if (limits.maxQueued() != null) {
      return limits.maxQueued();
    }
    return limits.maxRunning() == null ? Long.MAX_VALUE : otherwise;
  }

  /** Of one function. Calls are looked at one after the other, or each would see the others. */
  private static final class Entrance {
    private final HeldJobs jobs;
    private final String function;
    private final Set<JobId> beingTaken = ConcurrentHashMap.newKeySet();
    private final ReentrantLock looking = new ReentrantLock();
    private boolean wasFull;
    private @Nullable RuntimeException failure;
    private long lookedAt;

    Entrance(HeldJobs jobs, String function) {
      this.jobs = jobs;
      this.function = function;
    }

    boolean letsIn(JobId job, long most) {
      long cameAt = System.nanoTime();
      looking.lock();
      try {
        // in a crowd one look answers for everybody who was there before it: no line of counts
        if (lookedAt - cameAt > 0) {
          if (failure != null) {
            throw failure;
          }
          if (wasFull) {
            return false;
          }
        }
        wasFull = look() >= most;
        if (!wasFull) {
          beingTaken.add(job);
        }
        return !wasFull;
      } finally {
        looking.unlock();
      }
    }

    private long look() {
      lookedAt = System.nanoTime();
      failure = null;
      try {
        Set<JobId> here = Set.copyOf(beingTaken); // stored by now or not, each counts once
        return jobs.countQueuedOf(function, here) + here.size();
      } catch (RuntimeException e) {
        lookedAt = System.nanoTime(); // who came meanwhile need not wait for another one to fail
        failure = e;
        throw e;
      }
    }
  }
}
