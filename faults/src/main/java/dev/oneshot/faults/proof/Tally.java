package dev.oneshot.faults.proof;

import dev.oneshot.benchmarks.measure.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a row found. Any thread. */
public final class Tally {
  private static final int MOST_REASONS = 4;

  /** The columns that {@link #cells} fills. */
  public static final List<String> COLUMNS =
      List.of(
          "injected",
          "jobs",
          "lost",
          "duplicated",
          "overwritten",
          "hung",
          "recovery p50 s",
          "p99 s",
          "holds",
          "remarks");

  private final Figures recovery = Figures.seconds();
  private final List<String> reasons = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Consumer<String> told;
  private int injected;
  private int jobs;
  private int lost;
  private int duplicated;
  private int overwritten;
  private int hung;

  /**
   * @param told hears of every failure at once
   */
  public Tally(Consumer<String> told) {
    this.told = told;
  }

  /** Something was broken. */
  public synchronized void injected(int number) {
    injected += number;
  }

  synchronized void jobs(int number) {
    jobs += number;
  }

  /** Something was whole again so long after it was broken. */
  public synchronized void recovered(Duration after) {
    recovery.add(Math.max(0, after.toNanos() / 1_000));
  }

  /** The job came to no end, or to another than it should. */
  synchronized void lost(String reason) {
    lost++;
    failed(reason);
  }

  /** More was executed than may be. */
  synchronized void duplicated(String reason) {
    duplicated++;
    failed(reason);
  }

  /** An end or a result was replaced, or a caller was told another one. */
  synchronized void overwritten(String reason) {
    overwritten++;
    failed(reason);
  }

  /** Somebody waited for longer than was agreed. */
  synchronized void hung(String reason) {
    hung++;
    failed(reason);
  }

  /** What a row demands beyond the invariants. */
  public synchronized void expect(boolean holds, String otherwise) {
    if (!holds) {
      failed(otherwise);
    }
  }

  /** For the last column. */
  public synchronized void remark(String text) {
    remarks.add(text);
  }

  /** In seconds; not a number when nothing recovered. */
  public synchronized double recoveryPercentile(double percent) {
    return recovery.percentile(percent);
  }

  public synchronized int injected() {
    return injected;
  }

  private void failed(String reason) {
    reasons.add(reason);
    if (reasons.size() <= MOST_REASONS) {
      told.accept(reason);
    }
  }

  public synchronized boolean holds() {
    return reasons.isEmpty();
  }

  /** As {@link #COLUMNS} name them. */
  public synchronized List<String> cells() {
    List<String> last = new ArrayList<>(reasons.stream().limit(MOST_REASONS).toList());
    if (reasons.size() > MOST_REASONS) {
      last.add((reasons.size() - MOST_REASONS) + " more");
    }
    last.addAll(remarks);
    return List.of(
        Integer.toString(injected),
        Integer.toString(jobs),
        Integer.toString(lost),
        Integer.toString(duplicated),
        Integer.toString(overwritten),
        Integer.toString(hung),
        Figures.digits(recovery.percentile(50)),
        Figures.digits(recovery.percentile(99)),
        holds() ? "yes" : "NO",
        last.isEmpty() ? "-" : String.join("; ", last));
  }
}
