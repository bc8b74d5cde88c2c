package dev.oneshot.request.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** What a call's own headers may hold; see docs/bad-input.md. */
class HeaderFuzz {
  @DictionaryEntries({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "wait=",
    "respond-async",
    "wait=\\\"9\\\""
  })
  @FuzzTest(maxDuration = "10s")
  void understandsOrIgnoresWhateverComes(FuzzedDataProvider data) {
    List<String> headers = new ArrayList<>();
    for (int count = data.consumeInt(0, 2); count >= 0; count--) {
      headers.add(data.consumeString(200));
    }

    assertThat(Traceparent.childOf(headers)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
    Preferences.parse(headers)
        .waitTime()
        .ifPresent(wait -> assertThat(wait.toSeconds()).isBetween(0L, 999_999_999L));
  }
}
