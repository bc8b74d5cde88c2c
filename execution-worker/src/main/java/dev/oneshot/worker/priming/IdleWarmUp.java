package dev.oneshot.worker.priming;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * Starts what many functions use of the platform and no worker needs itself: its generator of
 * random numbers, for which it makes a table of all algorithms, digests, and the form of a time.
 * Together some 20 ms for whoever is first; a worker that has to wait for its job is first.
 */
public final class IdleWarmUp {
  /** Of waiting. Where jobs come faster, the processors have better things to do. */
  public static final Duration AFTER = Duration.ofSeconds(1);

  private IdleWarmUp() {}

  /** Does it on a thread of its own, since the job may come meanwhile. */
  public static void start() {
    Thread thread = new Thread(IdleWarmUp::run, "warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    try {
      MessageDigest.getInstance("SHA-256").digest(random);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every platform has it
    }
    var _ = Instant.now().toString();
  }
}
