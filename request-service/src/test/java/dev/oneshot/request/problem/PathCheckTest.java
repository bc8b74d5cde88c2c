package dev.oneshot.request.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/jobs", "/v1/functions/", "/a.b/...", "/%C3%A9", "/a%20b", "/$"})
  void letsPlainPathsPass(String path) {
    assertThat(PathCheck.isPlain(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a:80",
        "http://a/b",
        "//",
        "//a",
        "/a//b",
        "/a/./b",
        "/a/..",
        "/%2e%2E/a",
        "/a;b",
        "/a%3Bb",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a%00",
        "/a%7f",
        "/a%C2%85",
        "/a%",
        "/a%g0",
        "/a%ff",
        "/a%c0%af",
        "/\u00e9",
        "/a%ED%A0%80"
      })
  void refusesPathsThatCanBeReadInTwoWays(String path) {
    assertThat(PathCheck.isPlain(path)).isFalse();
  }
}
