package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
  @Test
  void takesOneHeaderWithOneRangeOnly() {
    assertThat(ByteRange.parse(List.of(), 10)).isEqualTo(new ByteRange.Whole(10));
    assertThat(ByteRange.parse(List.of("bytes=0-1", "bytes=0-1"), 10))
        .isEqualTo(new ByteRange.Whole(10));
    assertThat(ByteRange.parse(List.of("bytes=0-1,3-4"), 10)).isEqualTo(new ByteRange.Whole(10));
    assertThat(ByteRange.parse(List.of("bytes=0-1"), 10)).isEqualTo(new ByteRange.Part(0, 1, 10));
  }

  @Test
  void reachesBeyondWhatIntegersHold() {
    long total = 6L << 30;
    assertThat(ByteRange.parse(List.of("bytes=5368709120-"), total))
        .isEqualTo(new ByteRange.Part(5L << 30, total - 1, total));
    assertThat(ByteRange.parse(List.of("bytes=-1"), total))
        .isEqualTo(new ByteRange.Part(total - 1, total - 1, total));
  }
}
