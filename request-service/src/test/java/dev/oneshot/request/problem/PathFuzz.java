package dev.oneshot.request.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Paths that callers send; see docs/bad-input.md. */
class PathFuzz {
  @DictionaryEntries({"/v1/jobs/", "%2e%2e", "%2f", "%5c", "%00", ";a=b", "%C3%A9"})
  @FuzzTest(maxDuration = "10s")
  void takesNoPath_thatTwoMayUnderstandDifferently(byte[] bytes) {
    String path = new String(bytes, StandardCharsets.ISO_8859_1);

    if (PathCheck.isPlain(path)) {
      String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      assertThat(decoded.chars().filter(c -> c == '/').count())
          .isEqualTo(path.chars().filter(c -> c == '/').count());
      assertThat(decoded + '/').doesNotContain("//..", "/../", "/./", ";", "\\", "\0", "\n", "\r");
    }
  }
}
