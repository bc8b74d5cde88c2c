package dev.oneshot.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStateTest {
  private static final Map<JobState, Set<JobState>> TABLE =
      Map.of(
          JobState.QUEUED,
          EnumSet.of(JobState.RUNNING, JobState.TIMED_OUT, JobState.CANCELLED, JobState.REJECTED),
          JobState.RUNNING,
          EnumSet.of(
              JobState.DONE,
              JobState.FAILED,
              JobState.TIMED_OUT,
              JobState.CANCELLED,
              JobState.QUEUED));

  @ParameterizedTest
  @EnumSource
  void allowsExactlyTheTransitionsOfTheDesign(JobState from) {
    Set<JobState> allowed = TABLE.getOrDefault(from, Set.of());
    for (JobState to : JobState.values()) {
      assertThat(from.canBecome(to)).as("%s → %s", from, to).isEqualTo(allowed.contains(to));
    }
    assertThat(from.isTerminal()).isEqualTo(allowed.isEmpty());
  }
}
