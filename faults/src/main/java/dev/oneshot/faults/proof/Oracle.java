package dev.oneshot.faults.proof;

import static java.util.stream.Collectors.groupingBy;

import dev.oneshot.job.Job;
import dev.oneshot.job.JobState;
import dev.oneshot.payload.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds record, ledger and answers against each other: the invariants I1 to I6 and I8 of the
 * reliability notes, section 8. One verdict on jobs that have ended.
 */
final class Oracle {
  /** How often a function may be started, as {@code faults-functions.yaml} declares it. */
  private static final Map<String, Integer> ATTEMPTS =
      Map.of("work", 3, "stubborn", 10, "once", 1, "few", 3, "brief", 3);

  /** What the store keeps for no longer is not looked at. */
  private static final Duration LOOK_TAKES = Duration.ofMinutes(1);

  private final Tally tally;
  private final List<Job> jobs;
  private final Map<String, Job> byId = new HashMap<>();
  private final Map<String, List<Execution>> executions;
  private final List<Answer> answers;
  private final Function<Payload, String> stored;

  /**
   * @param stored the SHA-256 of what the store holds of a payload, in hexadecimal
   */
  Oracle(
      Tally tally,
      List<Job> jobs,
      List<Execution> ledger,
      List<Answer> answers,
      Function<Payload, String> stored) {
    this.tally = tally;
    this.stored = stored;
    this.jobs = jobs;
    this.executions = ledger.stream().collect(groupingBy(Execution::job));
    this.answers = answers;
    jobs.forEach(job -> byId.put(job.id().value(), job));
  }

  /**
   * @param unheard so many calls were made whose answers nobody waited for
   */
  void judge(Expected expected, int unheard) {
    tally.jobs(jobs.size());
    jobs.forEach(job -> judge(job, expected));
    answers.forEach(this::judge);
    noJobUnknown(unheard);
    sameKeySameJob();
    oneJobAWorker();
  }

  private void noJobUnknown(int unheard) {
    executions.keySet().stream()
        .filter(id -> !byId.containsKey(id))
        .forEach(id -> tally.lost("job " + id + " was executed, and there is no record of it"));
    Set<String> told = new HashSet<>(answers.stream().map(Answer::job).toList());
    long untold =
        jobs.stream()
            .filter(job -> job.state() != JobState.REJECTED && !told.contains(job.id().value()))
            .count();
    long unanswered = unheard + answers.stream().filter(answer -> answer.status() == 0).count();
    if (untold > unanswered) {
      tally.duplicated(
          untold + " jobs were told to no caller, of whom " + unanswered + " heard no answer");
    }
  }

  private List<Execution> of(String job, Execution.Kind kind) {
    return executions.getOrDefault(job, List.of()).stream()
        .filter(line -> line.kind() == kind)
        .toList();
  }

  private void judge(Job job, Expected expected) {
    String id = job.id().value();
    if (!job.state().isTerminal()) {
      tally.lost("job " + id + " is still " + job.state());
      return;
    }
    if (job.state() != JobState.REJECTED
        && !expected.isRight(job, executions.getOrDefault(id, List.of()))) {
      tally.lost(
          "job " + id + " is " + job.state() + ' ' + job.reason() + " at attempt " + job.attempt());
    }
    judgeStarts(job, of(id, Execution.Kind.START));
    if (job.state() == JobState.DONE) {
      judgeResult(job);
    }
  }

  private void judgeStarts(Job job, List<Execution> starts) {
    long attempts = starts.stream().map(Execution::attempt).distinct().count();
    int may = Math.min(job.attempt(), ATTEMPTS.getOrDefault(job.task().function(), 1));
    if (job.state() == JobState.REJECTED && !starts.isEmpty()) {
      tally.duplicated("job " + job.id() + " was rejected and executed");
    } else if (starts.size() > may || attempts < starts.size()) {
      tally.duplicated(
          "job " + job.id() + " was executed " + starts.size() + " times in " + may + " attempts");
    }
  }

  private void judgeResult(Job job) {
    String worker = job.claim() == null ? "" : job.claim().worker().id();
    String digest = job.result() == null ? "" : job.result().sha256();
    boolean isItsOwn =
        of(job.id().value(), Execution.Kind.END).stream()
            .anyMatch(end ->
                end.attempt() == job.attempt()
                    && end.worker().equals(worker)
                    && end.digest().equals(digest));
    if (!isItsOwn) {
      tally.overwritten("job " + job.id() + " has a result that its last attempt did not give");
    } else if (job.result() != null
        && isKept(job, job.result())
        && !stored.apply(job.result()).equals(digest)) {
      tally.overwritten("job " + job.id() + " has other bytes stored than its record says");
    }
  }

  private static boolean isKept(Job job, Payload result) {
    return !(result.content() instanceof Payload.Expired)
        && !job.times().isResultDue(Instant.now().plus(LOOK_TAKES));
  }

  private void judge(Answer answer) {
    if (answer.isLate()) {
      tally.hung(
          "a call was answered "
              + answer.status()
              + " after "
              + answer.took().toMillis()
              + " ms, "
              + answer.limit().toMillis()
              + " were agreed");
    }
    if (answer.job().isEmpty()) {
      if (answer.status() == 200 || answer.status() == 202) {
        tally.lost("a call was answered " + answer.status() + " and told no job");
      }
      return;
    }
    Job job = byId.get(answer.job());
    if (answer.status() == 503) {
      if (job != null && job.state() != JobState.REJECTED) {
        tally.duplicated("job " + answer.job() + " was answered 503 and is " + job.state());
      }
    } else if (answer.isAccepted() && (job == null || job.state() == JobState.REJECTED)) {
      tally.lost(
          "job " + answer.job() + " was accepted and is " + (job == null ? "gone" : "REJECTED"));
    } else if (job != null) {
      judge(answer, job);
    }
  }

  private void judge(Answer answer, Job job) {
    boolean agrees =
        switch (answer.status()) {
          case 200 ->
              job.state() == JobState.DONE
                  && job.result() != null
                  && job.result().sha256().equals(answer.digest());
          case 502 -> job.state() == JobState.FAILED;
          case 504 -> job.state() == JobState.TIMED_OUT;
          default -> true;
        };
    if (!agrees) {
      tally.overwritten(
          "job " + job.id() + " is " + job.state() + ", its caller was told " + answer.status());
    }
  }

  private void sameKeySameJob() {
    answers.stream()
        .filter(answer -> !answer.key().isEmpty() && answer.isAccepted())
        .collect(groupingBy(Answer::key))
        .forEach((key, same) -> {
          Set<String> ids = new HashSet<>(same.stream().map(Answer::job).toList());
          if (ids.size() > 1) {
            tally.duplicated("one key got " + ids.size() + " jobs");
          }
        });
  }

  private void oneJobAWorker() {
    executions.values().stream()
        .flatMap(List::stream)
        .filter(line -> line.kind() == Execution.Kind.START)
        .collect(groupingBy(Execution::worker))
        .forEach((worker, starts) -> {
          if (starts.size() > 1) {
            tally.duplicated("worker " + worker + " executed " + starts.size() + " times");
          }
        });
  }
}
