package dev.oneshot.request.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoTimeoutException;
import dev.oneshot.job.JobId;
import dev.oneshot.job.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {
  @ParameterizedTest
  @EnumSource(Reason.class)
  void hasCodeForEveryReason(Reason reason) {
    assertThat(ProblemCode.of(reason).name()).isEqualTo(reason.name());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {400, 404, 405, 406, 408, 413, 414, 415, 416, 417, 429, 431, 500, 501, 503, 505})
  void keepsStatusOfOthersErrors(int status) {
    assertThat(StatusProblems.of(status).code().status()).isEqualTo(status);
  }

  @Test
  void escapesWhatCallersAndFunctionsWrote() {
    Problem problem =
        Problem.of(ProblemCode.FUNCTION_ERROR, "\"\n\u0000\\ \u2028")
            .withJob(new JobId("7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11"));

    assertThat(new String(ProblemJson.bytes(problem), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"urn:oneshot:problem:function-error\",\"title\":\"The function failed\","
                + "\"status\":502,\"detail\":\"\\\"\\n\\u0000\\\\ \u2028\","
                + "\"code\":\"FUNCTION_ERROR\","
                + "\"job\":\"/v1/jobs/7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\"}");
  }

  @Test
  void tellsOutagesOfTheStoreFromErrorsOfOurs() {
    assertThat(StoreFailures.problem(new RuntimeException(new MongoTimeoutException("x"))))
        .get()
        .extracting(Problem::code)
        .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
    assertThat(StoreFailures.problem(new MongoExecutionTimeoutException(50, "x")))
        .get()
        .extracting(Problem::code)
        .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
    assertThat(StoreFailures.problem(new MongoException(14031, "x")))
        .get()
        .extracting(Problem::code)
        .isEqualTo(ProblemCode.STORE_FULL);
    assertThat(StoreFailures.problem(new IllegalStateException())).isEmpty();
  }
}
