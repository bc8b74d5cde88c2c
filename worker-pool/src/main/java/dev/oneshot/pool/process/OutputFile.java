package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.WorkerDeath.Tail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a worker writes to its standard output: a file that the process itself appends to and that
 * is cut to nothing whenever it has grown too long, the end of it kept in memory.
 *
 * <p>A file instead of a pipe: a worker never waits for this process, goes on when this one dies,
 * and costs no thread. Appending makes the cut safe, since a process that appends continues at the
 * new end. Between two looks, 100 ms, the file may grow beyond its limit by what a process can
 * write in that time: 200 MB were measured of one that does nothing else.
 */
final class OutputFile {
  static final long MAX_FILE_BYTES = 4 * 1024 * 1024;

  /** Of a file that grows meanwhile. */
  private static final int MAX_READINGS = 10;

  private final Path file;
  private final int tailBytes;
  private byte[] kept = {};
  private boolean isCut;

  OutputFile(Path file, int tailBytes) {
    this.file = file;
    this.tailBytes = tailBytes;
  }

  void cutWhenTooLong() throws IOException {
    if (Files.size(file) <= MAX_FILE_BYTES) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      kept = endSoFar(channel);
      isCut = true;
      channel.truncate(0);
    }
  }

  // what is written between this and the cut is lost: the last words of a flood, at worst
  private byte[] endSoFar(FileChannel channel) throws IOException {
    long size;
    byte[] end;
    int readings = 0;
    do {
      size = channel.size();
      end = end(channel);
      readings++;
    } while (channel.size() != size && readings < MAX_READINGS);
    return end;
  }

  /** The end of all that was written so far. */
  Tail tail() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      boolean isLonger = isCut || channel.size() > tailBytes;
      byte[] end = end(channel);
      byte[] all = end.length < tailBytes ? joined(kept, end) : end;
      return new Tail(text(all, isLonger), isLonger);
    }
  }

  private byte[] end(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, tailBytes));
    long position = size - end.capacity();
    int count = 0;
    while (count >= 0 && end.hasRemaining()) {
      count = channel.read(end, position + end.position());
    }
    return Arrays.copyOf(end.array(), end.position());
  }

  private byte[] joined(byte[] before, byte[] after) {
    int fromBefore = Math.min(before.length, tailBytes - after.length);
    byte[] all =
        Arrays.copyOf(
            Arrays.copyOfRange(before, before.length - fromBefore, before.length),
            fromBefore + after.length);
    System.arraycopy(after, 0, all, fromBefore, after.length);
    return all;
  }

  // a cut may go through the middle of a character
  private static String text(byte[] bytes, boolean isCut) {
    int start = 0;
    while (isCut && start < Math.min(3, bytes.length) && (bytes[start] & 0xC0) == 0x80) {
      start++;
    }
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }
}
