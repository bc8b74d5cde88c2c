package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** F35: callers who send their headers for ever, and callers who hang up while they wait. */
final class RudeCallersRow implements Row {
  private static final int CALLS = 20;

  /** Of a machine on which they take some 20 ms. */
  private static final Duration NOISE = Duration.ofMillis(50);

  /** Until a replica has noticed that somebody hung up. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "F35";
  }

  @Override
  public String what() {
    return "connections that drip, callers who hang up while they wait";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int dripping = scene.size(2_000, 300);
    int leaving = scene.size(1_000, 40);
    List<Socket> sockets = new ArrayList<>();
    try (Trial trial = scene.trial()) {
      Service replica = trial.stand().replica();
      trial.stand().pool(4, 8);
      Duration alone = median(trial, replica);
      for (int i = 0; i < dripping; i++) {
        sockets.add(send(replica, "POST /v1/functions/work/invocations HTTP/1.1\r\nHost: a\r\nX-"));
      }
      trial.tally().injected(dripping);
      Duration beside;
      try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
        var _ = clock.scheduleAtFixedRate(() -> drip(sockets), 0, 1, TimeUnit.SECONDS);
        beside = median(trial, replica);
        clock.shutdownNow();
      }
      String times =
          "median of "
              + CALLS
              + " calls: "
              + beside.toMillis()
              + " ms beside "
              + dripping
              + " connections, "
              + alone.toMillis()
              + " ms alone";
      trial.tally().remark(times);
      trial.tally().expect(beside.compareTo(alone.multipliedBy(2).plus(NOISE)) <= 0, times);

      trial.stand().endPool(); // so that all of them wait
      for (int i = 0; i < leaving; i++) {
        sockets.add(send(replica, call(trial)));
      }
      trial.callers().unheard(leaving);
      trial.await(
          "all callers wait",
          Duration.ofMinutes(1),
          () -> replica.gauge("oneshot_calls_pending") >= leaving);
      close(sockets);
      trial.tally().injected(leaving);
      long start = System.nanoTime();
      if (trial.await(
          "nobody waits any more",
          NOTICED_WITHIN,
          () -> replica.gauge("oneshot_calls_pending") == 0)) {
        trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
      }
      trial.stand().keepPool(4, 8);
      trial.awaitEnds(Duration.ofMinutes(10));
      trial.judge(Expected.done());
    } finally {
      close(sockets);
    }
  }

  private static Duration median(Trial trial, Service replica) throws InterruptedException {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      Answer answer = trial.callers().call(Call.waiting(replica.url(), "work", trial.order(), 60));
      trial.tally().expect(answer.status() == 200, "a call was answered " + answer.status());
      times.add(answer.took());
    }
    Collections.sort(times);
    return times.get(CALLS / 2);
  }

  // one byte of a header's name; those whom the replica has given up are gone
  private static void drip(List<Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.getOutputStream().write('x');
      } catch (IOException e) {
        // see above
      }
    }
  }

  private static String call(Trial trial) {
    String body = trial.order().text();
    return "POST /v1/functions/work/invocations HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
        + "Prefer: wait=600\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static Socket send(Service replica, String text) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(replica.url()).getPort());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }
}
