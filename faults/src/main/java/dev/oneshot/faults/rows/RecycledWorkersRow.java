package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Pool;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.faults.site.Workers;
import dev.oneshot.testsupport.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * F40: nobody calls, and idle workers end and are replaced, as often as in two hours of five a
 * minute. A quorum queue logs each consumer that comes or goes, and once kept that for ever
 * (rabbitmq-server 5259).
 */
final class RecycledWorkersRow implements Row {
  private static final int WORKERS = 4;
  private static final int MB = 1_000_000;
  private static final int MOST_MB = 50;

  @Override
  public String name() {
    return "F40";
  }

  @Override
  public String what() {
    return "idle workers come and go, as often as in two hours";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(30);
  }

  @Override
  public void play(Scene scene) throws Exception {
    int ends = scene.size(600, 40);
    try (Trial trial = scene.trial()) {
      trial.stand().replica();
      Pool pool = trial.stand().pool(WORKERS, WORKERS);
      TestBroker broker = trial.stand().broker();
      Path data = dataOf(broker);
      long before = bytes(data);
      while (trial.tally().injected() < ends) {
        trial.tally().injected(endAll());
        pool.awaitFull();
      }
      long grown = (bytes(data) - before) / MB;
      trial.tally().remark("the broker's data grew by " + grown + " MB");
      trial.tally().expect(grown < MOST_MB, "more than " + MOST_MB + " MB of it");

      long start = System.nanoTime();
      broker.restart();
      pool.awaitFull();
      trial.tally().recovered(Duration.ofNanos(System.nanoTime() - start));
      trial.submitAll(1, "work", trial.order());
      trial.awaitEnds(Duration.ofMinutes(1));
      trial.judge(Expected.done());
    }
  }

  private static int endAll() {
    List<ProcessHandle> workers = Workers.alive();
    workers.forEach(ProcessHandle::destroy);
    workers.forEach(worker -> worker.onExit().join());
    return workers.size();
  }

  private static Path dataOf(TestBroker broker) {
    String printed = broker.rabbitmqctl("eval", "rabbit_mnesia:dir().");
    return Path.of(printed.strip().replace("\"", ""));
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      // a file that is gone by now has none
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
