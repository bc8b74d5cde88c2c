package dev.oneshot.payload.mongo;

import dev.oneshot.payload.FileId;
import dev.oneshot.payload.PayloadDamagedException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file without its bytes.
 *
 * @param sums null of a file that has none
 */
record StoredFile(FileId id, long length, int chunkBytes, @Nullable ChunkSums sums) {
  long chunks() {
    return (length + chunkBytes - 1) / chunkBytes;
  }

  /** Nothing, unless it is not as long as it should be. */
  void checkLength(long expected) throws PayloadDamagedException {
    if (length != expected) {
      throw new PayloadDamagedException(
          "the stored file has " + length + " bytes instead of " + expected);
    }
  }

  /** Of the chunk with this number, counted from 0. */
  int bytesOf(long number) {
    return (int) Math.min(chunkBytes, length - number * chunkBytes);
  }

  /**
   * Nothing, unless a chunk that was found is not the one that was stored.
   *
   * @param chunk its bytes, of which the first {@code found} count; 0 for none at all
   */
  void checkChunk(long number, byte[] chunk, int found) throws PayloadDamagedException {
    if (found != bytesOf(number)) {
      throw new PayloadDamagedException(
          "chunk " + number + " has " + found + " bytes instead of " + bytesOf(number));
    }
    if (sums != null && !sums.match(number, chunk, found)) {
      throw new PayloadDamagedException("chunk " + number + " does not have the CRC-32C it had");
    }
  }
}
