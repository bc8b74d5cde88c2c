package dev.oneshot.examples.probe;

import java.util.ArrayList;
import java.util.List;

/** Heap that is really taken: every page written to, reachable until the holder lets go. */
final class HeldMemory {

  /** Below half of the smallest G1 region (1 MiB), or each piece would take whole regions. */
  private static final int PIECE_BYTES = 256 * 1024;

  private static final int PAGE_BYTES = 4096;

  private final List<byte[]> pieces = new ArrayList<>();

  /** Throws the JVM's own OutOfMemoryError when the heap is too small for {@code bytes}. */
  void take(long bytes) {
    for (long left = bytes; left > 0; left -= PIECE_BYTES) {
      byte[] piece = new byte[(int) Math.min(PIECE_BYTES, left)];
      for (int at = 0; at < piece.length; at += PAGE_BYTES) {
        piece[at] = 1;
      }
      pieces.add(piece);
    }
  }
}
