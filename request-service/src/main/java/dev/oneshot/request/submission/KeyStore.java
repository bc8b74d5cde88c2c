package dev.oneshot.request.submission;

import java.time.Instant;
import java.util.Optional;

/**
 * Remembers which job an {@code Idempotency-Key} stands for; one job per function and key, whatever
 * races.
 */
public interface KeyStore {
  Optional<KeyUse> find(String function, String key);

  /** Stores the use unless the key is taken; gives whichever stands. */
  KeyUse claim(KeyUse wanted);

  /**
   * Lets the key stand for the wanted job, and for as long; false when somebody else did so before.
   */
  boolean replace(KeyUse seen, KeyUse wanted);

  /** Frees keys whose time is over. */
  void forgetExpired(Instant now);
}
