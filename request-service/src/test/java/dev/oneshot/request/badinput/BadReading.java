package dev.oneshot.request.badinput;

import static dev.oneshot.request.badinput.BadInput.raw;
import static dev.oneshot.request.problem.ProblemCode.CANCELLED_BY_CALLER;
import static dev.oneshot.request.problem.ProblemCode.FUNCTION_ERROR;
import static dev.oneshot.request.problem.ProblemCode.INVALID_RANGE;
import static dev.oneshot.request.problem.ProblemCode.JOB_ALREADY_ENDED;
import static dev.oneshot.request.problem.ProblemCode.JOB_NOT_ENDED;
import static dev.oneshot.request.problem.ProblemCode.RESULT_EXPIRED;
import static dev.oneshot.request.problem.ProblemCode.RUN_TIMEOUT;

import java.util.stream.Stream;

/** Looks at jobs and results that are not there to be looked at, ranges, cancels, deletions. */
final class BadReading {
  private BadReading() {}

  static Stream<BadInput> all() {
    return Stream.of(
        result(51, "expired", "{expired}", "", BadInput.of(RESULT_EXPIRED)),
        result(52, "running", "{running}", "", "202"),
        result(52, "queued", "{queued}", "", "202"),
        result(53, "failed", "{failed}", "", BadInput.of(FUNCTION_ERROR)),
        result(53, "timed out", "{timed-out}", "", BadInput.of(RUN_TIMEOUT)),
        result(53, "cancelled", "{cancelled}", "", BadInput.of(CANCELLED_BY_CALLER)),
        ranged(63, "at the end", "bytes=10-", BadInput.of(INVALID_RANGE)),
        ranged(63, "beyond 64 bits", "bytes=99999999999999999999-", BadInput.of(INVALID_RANGE)),
        ranged(63, "the last 0 bytes", "bytes=-0", BadInput.of(INVALID_RANGE)),
        ranged(64, "overlapping", "bytes=0-9" + ",0-9".repeat(199), "200"),
        ranged(64, "backwards", "bytes=5-2", "200"),
        ranged(64, "another unit", "lines=1-2", "200"),
        ranged(64, "negative", "bytes=--1", "200"),
        ranged(65, "mismatch", "bytes=0-1\r\nIf-Range: \"other\"", "200"),
        ranged(65, "weak", "bytes=0-1\r\nIf-Range: W/\"other\"", "200"),
        ranged(65, "nonsense", "bytes=0-1\r\nIf-None-Match: \"\"\",,,W/", "206"),
        delete(66, "done", "{done}", BadInput.of(JOB_ALREADY_ENDED)),
        delete(66, "cancelled", "{cancelled}", BadInput.of(JOB_ALREADY_ENDED)),
        raw(67, "at once on one connection", deletion("{running}") + deletion("{running}"), "202"),
        delete(88, "running", "{running}/result", BadInput.of(JOB_NOT_ENDED)),
        delete(88, "queued", "{queued}/result", BadInput.of(JOB_NOT_ENDED)),
        delete(89, "expired", "{expired}/result", "204"));
  }

  private static BadInput result(int row, String what, String job, String headers, String answer) {
    String target = "/v1/jobs/" + job + "/result";
    return raw(row, what, "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n", answer);
  }

  /** Of a result of ten bytes. */
  private static BadInput ranged(int row, String what, String range, String answer) {
    return result(row, what, "{done}", "Range: " + range + "\r\n", answer);
  }

  private static BadInput delete(int row, String what, String job, String answer) {
    return raw(row, what, deletion(job), answer);
  }

  private static String deletion(String job) {
    return "DELETE /v1/jobs/" + job + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
}
