package dev.oneshot.payload.mongo;

import dev.oneshot.crypto.PlainSha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How a payload's SHA-256 is computed. */
enum Sha256 {
  /** By the platform, with the processor's own instructions where they are compiled to. */
  PLATFORM {
    @Override
    byte[] of(byte[] whole) {
      return newDigest().digest(whole);
    }
  },

  /**
   * What is in memory by {@link PlainSha256}: in a process that lives for one job the platform's
   * table of all algorithms costs more than the job.
   */
  PLAIN {
    @Override
    byte[] of(byte[] whole) {
      return PlainSha256.of(whole);
    }
  };

  abstract byte[] of(byte[] whole);

  final String hex(byte[] whole) {
    return HexFormat.of().formatHex(of(whole));
  }

  /** For what comes in pieces. Every Java platform has it. */
  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
