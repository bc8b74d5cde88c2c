package dev.oneshot.payload.mongo;

import dev.oneshot.payload.FileId;
import dev.oneshot.payload.PayloadDamagedException;

/** What is known of a file without its bytes. */
record StoredFile(FileId id, long length, int chunkBytes) {
  long chunks() {
    return (length + chunkBytes - 1) / chunkBytes;
  }

  /** Of the chunk with this number, counted from 0. */
  int bytesOf(long number) {
    return (int) Math.min(chunkBytes, length - number * chunkBytes);
  }

  /** Nothing, unless a chunk that was found has another length, 0 for none at all. */
  void checkChunk(long number, int found) throws PayloadDamagedException {
    if (found != bytesOf(number)) {
      throw new PayloadDamagedException(
          "chunk " + number + " has " + found + " bytes instead of " + bytesOf(number));
    }
  }
}
