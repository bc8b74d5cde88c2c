package dev.oneshot.request.retention;

import dev.oneshot.request.loop.Step;
import dev.oneshot.request.submission.KeyStore;
import java.time.InstantSource;

/** Frees idempotency keys whose jobs' records are gone. */
record ForgetKeys(KeyStore keys, InstantSource serverTime) implements Step {
  @Override
  public String name() {
    return "forget-keys";
  }

  @Override
  public void runOnce() {
    keys.forgetExpired(serverTime.instant());
  }
}
