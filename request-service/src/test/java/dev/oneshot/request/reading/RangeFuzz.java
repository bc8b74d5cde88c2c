package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Ranges, conditions and cursors that callers send; see docs/bad-input.md. */
class RangeFuzz {
  private static final String DIGEST = "ab".repeat(32);

  @DictionaryEntries({
    "bytes=0-",
    "bytes=-5",
    "W/\\\"",
    "\\\"abababababababababababababababababababababababababababababababab\\\"",
    "MTc4MDAwMDAwMDAwMC83ZjFjMGUwYS01ZDBlLTRiNTItOWE2My0wZjBkN2EzZjJiMTE"
  })
  @FuzzTest(maxDuration = "10s")
  void staysWithinTheResult_whateverIsAskedFor(FuzzedDataProvider data) {
    long total = data.consumeLong(0, Long.MAX_VALUE);
    String text = data.consumeRemainingAsString();

    if (ByteRange.parse(List.of(text), total) instanceof ByteRange.Part part) {
      assertThat(part.first()).isBetween(0L, part.last());
      assertThat(part.last()).isLessThan(total);
      assertThat(part.length()).isPositive();
    }
    if (EntityTags.isExactly(List.of(text), DIGEST)) {
      assertThat(EntityTags.matchesAny(List.of(text), DIGEST)).isTrue();
    }
    JobCursor.parse(text)
        .ifPresent(cursor -> assertThat(JobCursor.parse(cursor.text())).contains(cursor));
  }
}
