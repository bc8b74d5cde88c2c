package dev.oneshot.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "quote \" and \\ and /",
        "line\nline\r\t\b\f\u0000\u001f\u007f\u0085\u2028",
        "ä€ and 😀",
        "half \ud83d a pair",
      })
  void readsWhatItWrote(String text) {
    String object = new FlatJsonWriter().text("a", text).number("b", -7).text(text, "").toString();
    // over the wire
    String received = new String(object.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

    assertThat(FlatJsonReader.read(received))
        .hasValueSatisfying(fields ->
            assertThat(fields).containsAllEntriesOf(Map.of("a", text, "b", "-7", text, "")));
    assertThat(BsonDocument.parse(received).getString("a").getValue()).isEqualTo(text);
  }

  @Test
  void writesNothingToo() {
    assertThat(FlatJsonReader.read(new FlatJsonWriter().toString())).contains(Map.of());
  }

  @Test
  void passesOverWhatHasDepth() {
    assertThat(
            FlatJsonReader.read(
                " { \"a\" : [ {\"b\": \"]}\\\"\"} ] , \"c\" : \"\\u00e4\\/\" , \"d\":null,\"e\":1.5e3, \"f\":true } \n"))
        .contains(Map.of("c", "ä/", "e", "1.5e3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[]",
        "null",
        "\"x\"",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":x}",
        "{\"a\":\"x}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u+123\"}",
        "{\"a\":1:[}",
        "{\"a\":1x}",
        "{\"a\":\"\n\"}",
        "{\"a\":[}",
        "{\"a\":1} x",
        "{\"a\":1}{\"a\":1}",
        "{\"a\":1 \"b\":2}",
      })
  void readsNothingFromAnythingElse(String text) {
    assertThat(FlatJsonReader.read(text)).isEmpty();
  }
}
