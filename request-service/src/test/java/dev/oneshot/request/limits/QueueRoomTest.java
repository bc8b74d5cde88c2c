package dev.oneshot.request.limits;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoTimeoutException;
import dev.oneshot.job.HeldJobs;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.request.fixture.MemoryJobs;
import dev.oneshot.request.fixture.SettableClock;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueRoomTest {
  private final MemoryJobs jobs =
      new MemoryJobs(new SettableClock(Instant.parse("2026-01-01T00:00:00Z")));
  private final QueueRoom room = new QueueRoom(jobs, 3);

  private static Function echo(String limits) {
    return LimitsContract.functions(limits).all().getFirst();
  }

  private void assertFull(Function function) {
    assertThatThrownBy(() -> room.take(function, JobId.random()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ProblemCode.TOO_MANY_QUEUED);
              assertThat(e.problem().code().status()).isEqualTo(429);
            });
  }

  private Job queue() {
    return jobs.put(aJob().build());
  }

  @Test
  void refuses_whenAsManyAreQueuedAsMayBe_andTakesAgain() {
    Function echo = echo(", max-queued: 2");
    Job first = queue();
    queue();

    assertFull(echo);
    jobs.cancel(first.id());

    room.take(echo, JobId.random()).close();
  }

  @Test
  void countsCallsThatAreBeingTakenIn_once() {
    Function echo = echo(", max-queued: 2");
    Job stored = queue();
    QueueRoom.Place one = room.take(echo, stored.id());
    QueueRoom.Place two = room.take(echo, JobId.random());
    assertFull(echo);

    one.close();
    assertFull(echo);

    two.close(); // came to nothing
    room.take(echo, JobId.random()).close();
  }

  @Test
  void bindsFunctionsWithMaxRunningOnly_byTheServicesSetting() {
    jobs.hold(aJob().build(), Instant.MIN);
    queue();
    room.take(echo(", max-running: 1"), JobId.random()).close();
    queue();

    assertFull(echo(", max-running: 1"));
  }

  @Test
  void asksNothing_forAFunctionWithoutLimits() {
    jobs.setAway(true);

    room.take(echo(""), JobId.random()).close();

    assertThatThrownBy(() -> room.take(echo(", max-queued: 1"), JobId.random()))
        .isInstanceOf(IllegalStateException.class);
    jobs.setAway(false);
    room.take(echo(", max-queued: 1"), JobId.random()).close();
  }

  /** Else each of them would wait for its own look at a store that is away, in turns. */
  @Test
  void failsForEverybodyWhoCameMeanwhile_whenALookFails() throws Exception {
    int callers = 10;
    List<Thread> threads = new CopyOnWriteArrayList<>();
    AtomicInteger looks = new AtomicInteger();
    HeldJobs away =
        (HeldJobs)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HeldJobs.class},
                (proxy, method, arguments) -> {
                  looks.incrementAndGet();
                  await().until(() -> waiting(threads) == callers - 1);
                  throw new MongoTimeoutException("away");
                });
    QueueRoom room = new QueueRoom(away, 3);
    AtomicInteger failed = new AtomicInteger();
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  room.take(echo(", max-queued: 5"), JobId.random());
                } catch (MongoTimeoutException e) {
                  failed.incrementAndGet();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failed.get()).isEqualTo(callers);
    assertThat(looks.get()).isEqualTo(1);
  }

  private static long waiting(List<Thread> threads) {
    return threads.stream().filter(thread -> thread.getState() == Thread.State.WAITING).count();
  }

  @Test
  void letsInExactlyAsManyAsFit_whenManyComeAtOnce() throws Exception {
    Function echo = echo(", max-queued: 5");
    AtomicInteger in = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        callers.execute(() -> {
          try {
            all.await();
            room.take(echo, JobId.random());
            in.incrementAndGet();
          } catch (ProblemException e) {
            // one of those that do not fit
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
      }
      all.countDown();
    }

    assertThat(in.get()).isEqualTo(5);
  }
}
