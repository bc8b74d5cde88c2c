package dev.oneshot.payload.mongo;

import dev.oneshot.payload.FileId;
import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a file into chunks, each kept as soon as there is more to come, while the next is filled if
 * there is room for a {@link SecondChunk}. Holds one chunk or two, however long the file. For one
 * writer.
 */
final class ChunkWriter implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final PayloadFiles files;
  private final FileId file;
  private final ChunkSums sums = new ChunkSums();
  private final SecondChunk second;
  private byte[] chunk = NOTHING;
  private byte[] other = NOTHING;
  private int length;
  private int number;

  ChunkWriter(PayloadFiles files, FileId file, SecondChunks room) {
    this.files = files;
    this.file = file;
    this.second = new SecondChunk(room);
  }

  void write(byte[] bytes, int offset, int count) throws IOException {
    int end = offset + count;
    for (int from = offset; from < end; ) {
      if (length == PayloadFiles.CHUNK_BYTES) {
        putFull();
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

  private void putFull() throws IOException {
    second.await();
    byte[] full = chunk;
    int at = number;
    byte[] free = second.array(PayloadFiles.CHUNK_BYTES, other);
    if (free == null) {
      put(at, full);
    } else {
      second.start(() -> put(at, full));
      chunk = free;
      other = full;
    }
    number++;
    length = 0;
  }

  private int put(int at, byte[] bytes) {
    files.putChunk(file, at, bytes);
    sums.add(bytes);
    return bytes.length;
  }

  /** Bytes that are kept, or will be. */
  long length() {
    return (long) number * PayloadFiles.CHUNK_BYTES + length;
  }

  /** Keeps what is left, and says that the file is whole. */
  void finish() throws IOException {
    second.await();
    put(number, length == chunk.length ? chunk : Arrays.copyOf(chunk, length));
    files.putFile(file, length(), sums);
  }

  /** Removes what was kept. */
  void abandon() {
    second.settle();
    files.abandoned(file);
  }

  @Override
  public void close() {
    second.close();
    chunk = NOTHING;
    other = NOTHING;
  }
}
