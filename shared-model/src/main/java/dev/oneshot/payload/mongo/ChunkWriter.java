package dev.oneshot.payload.mongo;

import dev.oneshot.payload.FileId;
import java.util.Arrays;

/**
 * Cuts a file into chunks, each kept as soon as there is more to come. Holds one chunk at most. For
 * one writer.
 */
final class ChunkWriter {
  private final PayloadFiles files;
  private final FileId file;
  private byte[] chunk = new byte[0];
  private int length;
  private int number;

  ChunkWriter(PayloadFiles files, FileId file) {
    this.files = files;
    this.file = file;
  }

  void write(byte[] bytes, int offset, int count) {
    int end = offset + count;
    for (int from = offset; from < end; ) {
      if (length == PayloadFiles.CHUNK_BYTES) {
        putChunk();
      }
      int taken = Math.min(end - from, PayloadFiles.CHUNK_BYTES - length);
      makeRoom(length + taken);
      System.arraycopy(bytes, from, chunk, length, taken);
      length += taken;
      from += taken;
    }
  }

  // most files are far smaller than a chunk
  private void makeRoom(int needed) {
    if (needed > chunk.length) {
      int twice = Math.min(2 * chunk.length, PayloadFiles.CHUNK_BYTES);
      chunk = Arrays.copyOf(chunk, Math.max(needed, twice));
    }
  }

  private void putChunk() {
    files.putChunk(file, number, length == chunk.length ? chunk : Arrays.copyOf(chunk, length));
    number++;
    length = 0;
  }

  /** Keeps what is left, and says that the file is whole. */
  void finish() {
    long before = (long) number * PayloadFiles.CHUNK_BYTES;
    long all = before + length;
    putChunk();
    files.putFile(file, all);
  }
}
