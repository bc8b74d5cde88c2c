package dev.oneshot.faults.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.Claim;
import dev.oneshot.job.ClaimToken;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import dev.oneshot.job.Origin;
import dev.oneshot.job.Reason;
import dev.oneshot.job.Retention;
import dev.oneshot.job.RetryPolicy;
import dev.oneshot.job.Task;
import dev.oneshot.job.Times;
import dev.oneshot.job.Worker;
import dev.oneshot.payload.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each invariant is broken once: an oracle that says yes to everything would prove nothing. */
class OracleTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final String DIGEST = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);

  private final JobId id = JobId.random();
  private final Tally tally = new Tally(reason -> {});
  private final List<Job> jobs = new ArrayList<>();
  private final List<Execution> ledger = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private String stored = DIGEST;
  private int unheard = 1;

  @Test
  void isContent_whenLedgerRecordAndAnswersAgree() {
    job(JobState.DONE, null, 2, "w2");
    started(1, "w1");
    started(2, "w2");
    ended(2, "w2", DIGEST);
    answered(200, DIGEST);

    judge();

    assertThat(tally.holds()).as("%s", tally.cells()).isTrue();
  }

  @Test
  void countsAJobWithoutAnEndAsLost() {
    job(JobState.RUNNING, null, 1, "w1");

    judge();

    assertThat(count("lost")).isOne();
  }

  @Test
  void countsAnUnexpectedEndAsLost() {
    job(JobState.FAILED, Reason.WORKER_LOST, 1, "w1");

    judge();

    assertThat(count("lost")).isOne();
  }

  @Test
  void countsAnAcceptedJobThatIsGoneAsLost() {
    answered(202, "");

    judge();

    assertThat(count("lost")).isOne();
  }

  @Test
  void countsAnExecutionThatNoAttemptAccountsForAsDuplicated() {
    job(JobState.DONE, null, 1, "w1");
    started(1, "w1");
    started(1, "w2");
    ended(1, "w1", DIGEST);

    judge();

    assertThat(count("duplicated")).isOne();
  }

  @Test
  void countsARefusedJobThatRanAsDuplicated() {
    job(JobState.REJECTED, null, 0, null);
    started(1, "w1");
    answered(503, "");

    judge();

    assertThat(count("duplicated")).isOne();
  }

  @Test
  void countsAJobThatRunsInSpiteOfA503AsDuplicated() {
    job(JobState.DONE, null, 1, "w1");
    started(1, "w1");
    ended(1, "w1", DIGEST);
    answered(503, "");

    judge();

    assertThat(count("duplicated")).isOne();
  }

  @Test
  void countsASecondJobOfAWorkerAsDuplicated() {
    started(1, "w1");
    ledger.add(new Execution(Execution.Kind.START, "another", 1, "w1", 7, NOW, ""));

    judge();

    assertThat(count("duplicated")).isOne();
  }

  @Test
  void countsTheResultOfAnEarlierAttemptAsOverwritten() {
    job(JobState.DONE, null, 2, "w2");
    started(1, "w1");
    started(2, "w2");
    ended(1, "w1", DIGEST);
    ended(2, "w2", OTHER);

    judge();

    assertThat(count("overwritten")).isOne();
  }

  @Test
  void countsACallerWhoGotOtherBytesAsOverwritten() {
    job(JobState.DONE, null, 1, "w1");
    started(1, "w1");
    ended(1, "w1", DIGEST);
    answered(200, OTHER);

    judge();

    assertThat(count("overwritten")).isOne();
  }

  @Test
  void countsOtherBytesInTheStoreAsOverwritten() {
    job(JobState.DONE, null, 1, "w1");
    started(1, "w1");
    ended(1, "w1", DIGEST);
    stored = OTHER;

    judge();

    assertThat(count("overwritten")).isOne();
  }

  @Test
  void countsAnExecutionWithoutARecordAsLost() {
    started(1, "w1");

    judge();

    assertThat(count("lost")).isOne();
  }

  @Test
  void countsAnAnswerThatNamesNoJobAsLost() {
    answers.add(
        new Answer("", Duration.ofSeconds(5), Duration.ofSeconds(1), 202, "", "", "", NOW, ""));

    judge();

    assertThat(count("lost")).isOne();
  }

  @Test
  void countsAJobThatNobodyWasToldOfAsDuplicated() {
    job(JobState.DONE, null, 1, "w1");
    started(1, "w1");
    ended(1, "w1", DIGEST);
    unheard = 0;

    judge();

    assertThat(count("duplicated")).isOne();
  }

  /** Whatever the record says of it. */
  @Test
  void countsMoreStartsThanTheFunctionMayHaveAsDuplicated() {
    job(JobState.DONE, null, 4, "w4");
    for (int attempt = 1; attempt <= 4; attempt++) {
      started(attempt, "w" + attempt);
    }
    ended(4, "w4", DIGEST);

    judge();

    assertThat(count("duplicated")).isOne();
  }

  @Test
  void countsALateAnswerAsHung() {
    answers.add(
        new Answer("", Duration.ofSeconds(5), Duration.ofSeconds(6), 0, "", "", "", NOW, ""));

    judge();

    assertThat(count("hung")).isOne();
  }

  @Test
  void countsTwoJobsOfOneKeyAsDuplicated() {
    answered("key", JobId.random());
    answered("key", JobId.random());

    judge();

    assertThat(count("duplicated")).isOne();
  }

  private void judge() {
    new Oracle(tally, jobs, ledger, answers, payload -> stored).judge(Expected.done(), unheard);
  }

  private int count(String column) {
    return Integer.parseInt(tally.cells().get(Tally.COLUMNS.indexOf(column)));
  }

  private void started(int attempt, String worker) {
    ledger.add(new Execution(Execution.Kind.START, id.value(), attempt, worker, 7, NOW, ""));
  }

  private void ended(int attempt, String worker, String digest) {
    ledger.add(new Execution(Execution.Kind.END, id.value(), attempt, worker, 7, NOW, digest));
  }

  private void answered(int status, String digest) {
    answers.add(answer("", id, status, digest));
  }

  private void answered(String key, JobId job) {
    answers.add(answer(key, job, 202, ""));
  }

  private static Answer answer(String key, JobId job, int status, String digest) {
    return new Answer(
        key,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        status,
        job.value(),
        "",
        digest,
        NOW,
        "");
  }

  private void job(JobState state, @Nullable Reason reason, int attempt, @Nullable String worker) {
    boolean isDone = state == JobState.DONE;
    jobs.add(
        new Job(
            id,
            new Task(
                "work",
                "Work",
                "default",
                Duration.ofSeconds(1),
                new RetryPolicy(3, false),
                10,
                "text/plain",
                new Retention(Duration.ofHours(1), Duration.ofHours(1))),
            new Origin("r", "t"),
            state,
            reason,
            attempt,
            new Times(NOW, NOW, NOW, NOW, state.isTerminal() ? NOW : null),
            Payload.empty("text/plain"),
            worker == null
                ? null
                : new Claim(
                    ClaimToken.random(),
                    new Worker(worker, 7, null, "node", null),
                    NOW,
                    NOW,
                    false),
            isDone
                ? new Payload(
                    1, "text/plain", DIGEST, new Payload.Inline(ByteBuffer.wrap(new byte[1])))
                : null,
            null,
            null));
  }
}
