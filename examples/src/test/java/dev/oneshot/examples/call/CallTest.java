package dev.oneshot.examples.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oneshot.examples.FakeContext;
import org.junit.jupiter.api.Test;

class CallTest {

  @Test
  void readsFacts_whenThePlatformGivesThem() {
    Call call = Call.of(FakeContext.knowing(Call.WORKER_ID, "w-1"));

    assertThat(call.fact(Call.WORKER_ID)).isEqualTo("w-1");
    assertThat(call.fact(Call.SCRATCH)).isNull();
  }

  @Test
  void answersTheContentType_underThePlatformsName() {
    FakeContext context = FakeContext.knowing();

    Call.of(context).resultContentType("text/plain");

    assertThat(context.resultContentType()).isEqualTo("text/plain");
  }

  @Test
  void knowsNothing_whenThereIsNoContext() {
    Call call = Call.of(null);
    call.resultContentType("text/plain");

    assertThat(call.fact(Call.WORKER_ID)).isNull();
  }
}
