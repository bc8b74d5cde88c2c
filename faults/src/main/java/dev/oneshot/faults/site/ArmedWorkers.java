package dev.oneshot.faults.site;

import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.pool.launch.WorkerSpec;
import dev.oneshot.pool.process.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts so many workers with a failpoint, in turns with others that have none: so a job that a
 * failpoint lost soon meets a worker that lives.
 */
public final class ArmedWorkers implements WorkerCommand {
  private final WorkerCommand command;
  private final String option;
  private final Path told;
  private final int number;
  private final AtomicInteger launches = new AtomicInteger();

  /**
   * @param failpoint as the property wants it, e.g. {@code B4_CLAIMED:pause}
   * @param told a file that they append what they write to their stderr to
   */
  public ArmedWorkers(WorkerCommand command, String failpoint, int number, Path told) {
    this.command = command;
    this.told = told;
    this.option = "-D" + Failpoint.PROPERTY + '=' + failpoint;
    this.number = number;
  }

  @Override
  public List<String> of(WorkerSpec spec, Path scratch) {
    List<String> words = new ArrayList<>(command.of(spec, scratch));
    int launch = launches.getAndIncrement();
    if (launch % 2 == 0 && launch / 2 < number) {
      words.add(1, option);
      words.addAll(0, List.of("/bin/sh", "-c", "exec \"$@\" 2>>" + told, "sh"));
    }
    return words;
  }

  /** How many have met their failpoint. */
  public long met() throws IOException {
    return Files.exists(told)
        ? Files.readString(told).lines().filter(line -> line.startsWith("failpoint ")).count()
        : 0;
  }

  /** Whether all were started, and none is left. */
  public boolean areSpent() {
    return launches.get() >= 2 * number && Workers.alive().stream().noneMatch(this::isArmed);
  }

  private boolean isArmed(ProcessHandle worker) {
    return worker.info().arguments().stream().flatMap(Arrays::stream).anyMatch(option::equals);
  }
}
