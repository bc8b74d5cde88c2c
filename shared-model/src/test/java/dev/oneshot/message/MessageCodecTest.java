package dev.oneshot.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.job.JobId;
import dev.oneshot.job.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final JobId JOB = new JobId("7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11");

  private final MessageCodec codec = new MessageCodec();

  @Test
  void writesTheDocumentedForms() {
    assertThat(codec.write(new Assignment(JOB)))
        .asString(UTF_8)
        .isEqualTo("{\"job\": \"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\"}");
    assertThat(codec.write(new JobEvent(JOB, 2, JobState.DONE)))
        .asString(UTF_8)
        .isEqualTo(
            "{\"job\": \"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\", \"attempt\": 2, \"state\": \"DONE\"}");
    assertThat(codec.write(new WorkerEvent("default-7c9e", WorkerEvent.Phase.TAKEN)))
        .asString(UTF_8)
        .isEqualTo("{\"worker\": \"default-7c9e\", \"phase\": \"TAKEN\"}");
  }

  @Test
  void readsWhatVersion1Wrote() {
    String job = "{\"job\":\"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\"";

    assertThat(codec.readAssignment((job + "}").getBytes(UTF_8))).contains(new Assignment(JOB));
    assertThat(codec.readJobEvent((job + ",\"attempt\":2,\"state\":\"FAILED\"}").getBytes(UTF_8)))
        .contains(new JobEvent(JOB, 2, JobState.FAILED));
    assertThat(codec.readWorkerEvent("{\"worker\":\"w\",\"phase\":\"READY\"}".getBytes(UTF_8)))
        .contains(new WorkerEvent("w", WorkerEvent.Phase.READY));
  }

  @Test
  void ignoresFieldsOfLaterVersions() {
    String later =
        "{\"v\":9,\"x\":{\"job\":[1,{}]},\"job\":\"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\",\"y\":[[]]}";

    assertThat(codec.readAssignment(later.getBytes(UTF_8))).contains(new Assignment(JOB));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{",
        "[]",
        "null",
        "{}",
        "{\"job\":null}",
        "{\"job\":\"../../etc\"}",
        "{\"job\":\"7F1C0E0A-5D0E-4B52-9A63-0F0D7A3F2B11\"}",
        "{\"job\":{\"$ne\":null},\"attempt\":1,\"state\":\"DONE\"}",
        "{\"job\":\"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\",\"attempt\":1,\"state\":\"DONE\"} trailing",
        "{\"job\":\"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\",\"attempt\":\"x\",\"state\":\"WON\",\"phase\":3}]",
      })
  void readsNothingFromGarbage(String body) {
    byte[] bytes = body.getBytes(UTF_8);

    assertThat(codec.readAssignment(bytes)).isEmpty();
    assertThat(codec.readJobEvent(bytes)).isEmpty();
    assertThat(codec.readWorkerEvent(bytes)).isEmpty();
  }

  @Test
  void readsNothingFromDeepOrLargeBodies() throws InterruptedException {
    List<String> bodies =
        List.of(
            "[".repeat(1023) + "}",
            "{\"x\":" + "[".repeat(1018) + "}",
            "{\"job\":" + "{\"a\":".repeat(200) + "}",
            "{\"job\":\"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\",\"x\":\""
                + "x".repeat(1024)
                + "\"}");
    List<Optional<Assignment>> read = new ArrayList<>();
    // a worker's threads have no more
    Thread small =
        new Thread(
            null,
            () -> bodies.forEach(body -> read.add(codec.readAssignment(body.getBytes(UTF_8)))),
            "small stack",
            512 * 1024);
    small.start();
    small.join();

    assertThat(read).hasSize(bodies.size()).allMatch(Optional::isEmpty);
  }

  @Test
  void takesNoEventOfAJobThatGoesOn() {
    String running =
        "{\"job\":\"7f1c0e0a-5d0e-4b52-9a63-0f0d7a3f2b11\",\"attempt\":1,\"state\":\"RUNNING\"}";

    assertThat(codec.readJobEvent(running.getBytes(UTF_8))).isEmpty();
  }
}
