package dev.oneshot.examples.scan;

/**
 * What an archive may be at most. The ratio is unpacked to packed bytes and is looked at only from
 * {@code ratioFromBytes} unpacked bytes on, since any small file of blanks exceeds it.
 */
record ArchiveLimits(int entries, long unpackedBytes, int ratio, long ratioFromBytes) {

  /**
   * Room for a source tree of the JDK's size. Source code packs 3 to 10 times; deflate at most
   * 1032.
   */
  static final ArchiveLimits DEFAULT = new ArchiveLimits(60_000, 2L << 30, 200, 16L << 20);

  ArchiveLimits {
    if (entries < 1 || unpackedBytes < 1 || ratio < 1 || ratioFromBytes < 0) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }
}
