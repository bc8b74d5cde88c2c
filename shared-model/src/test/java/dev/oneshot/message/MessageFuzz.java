package dev.oneshot.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Anybody who reaches the broker can send anything; see docs/bad-input.md. */
class MessageFuzz {
  /** Escaped, longer ones may be longer than a message may be. */
  private static final int MAX_NAME = 150;

  private final MessageCodec codec = new MessageCodec();

  @FuzzTest(maxDuration = "10s")
  void readsWhateverComes(byte[] body) {
    codec
        .readAssignment(body)
        .ifPresent(read -> assertThat(codec.readAssignment(codec.write(read))).contains(read));
    codec
        .readJobEvent(body)
        .ifPresent(read -> assertThat(codec.readJobEvent(codec.write(read))).contains(read));
    codec
        .readWorkerEvent(body)
        .filter(read -> read.worker().length() <= MAX_NAME)
        .ifPresent(read -> assertThat(codec.readWorkerEvent(codec.write(read))).contains(read));
  }
}
