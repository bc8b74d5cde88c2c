package dev.oneshot.examples.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Holds one archive to its limits while it is unpacked, and ends the work on an interrupt. */
final class UnpackMeter {

  private final ArchiveLimits limits;
  private final PackedInput packed;
  private int entries;
  private long unpackedBytes;

  UnpackMeter(ArchiveLimits limits, PackedInput packed) {
    this.limits = limits;
    this.packed = packed;
  }

  int entries() {
    return entries;
  }

  /**
   * Notes the start of an entry.
   *
   * @throws IllegalArgumentException if there are too many
   */
  void nextEntry() {
    entries++;
    if (entries > limits.entries()) {
      throw new IllegalArgumentException(
          "The archive has more than " + limits.entries() + " entries, which is the limit.");
    }
  }

  /**
   * A view of {@code unpacked} whose reads (and skips, which read) throw IllegalArgumentException
   * once a limit is exceeded. Closing it leaves {@code unpacked} open: the next entry needs it.
   */
  InputStream metered(InputStream unpacked) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        int value = unpacked.read();
        count(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = unpacked.read(target, offset, length);
        count(Math.max(0, read));
        return read;
      }
    };
  }

  private void count(int bytes) throws InterruptedIOException {
    unpackedBytes += bytes;
    if (unpackedBytes > limits.unpackedBytes()) {
      throw new IllegalArgumentException(
          "The archive unpacks to more than " + limits.unpackedBytes() + " bytes, the limit.");
    }
    if (unpackedBytes > limits.ratioFromBytes()
        && unpackedBytes / limits.ratio() > packed.bytesRead()) {
      throw new IllegalArgumentException(
          "The archive unpacks to more than "
              + limits.ratio()
              + " times its packed size, the limit. It looks like a decompression bomb.");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("The scan was interrupted while unpacking");
    }
  }
}
