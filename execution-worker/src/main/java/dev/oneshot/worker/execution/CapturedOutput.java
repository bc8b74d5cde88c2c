package dev.oneshot.worker.execution;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What functions print, on its way to the process's standard output, with the first bytes of each
 * run kept. Installed before any function's class is loaded, so that none can hold the streams from
 * before. Thread-safe.
 */
public final class CapturedOutput extends OutputStream {
  private static final int FIRST_BUFFER_BYTES = 1024;

  private final OutputStream standardOutput;
  private final int limitBytes;
  private byte[] kept = new byte[0];
  private int count;
  private boolean isTruncated;

  CapturedOutput(OutputStream standardOutput, int limitBytes) {
    this.standardOutput = standardOutput;
    this.limitBytes = limitBytes;
  }

  /** Puts {@code System.out} and {@code System.err} in its place. */
  public static CapturedOutput install(int limitBytes) {
    CapturedOutput output =
        new CapturedOutput(new FileOutputStream(FileDescriptor.out), limitBytes);
    PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    return output;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    keep(bytes, offset, length);
    standardOutput.write(bytes, offset, length);
  }

  private void keep(byte[] bytes, int offset, int length) {
    int taken = Math.min(length, limitBytes - count);
    isTruncated |= taken < length;
    if (taken == 0) {
      return;
    }
    if (count + taken > kept.length) {
      int doubled = Math.max(kept.length * 2, FIRST_BUFFER_BYTES);
      kept = Arrays.copyOf(kept, Math.min(limitBytes, Math.max(doubled, count + taken)));
    }
    System.arraycopy(bytes, offset, kept, count, taken);
    count += taken;
  }

  /** What was printed since the last call, and forgets it. */
  public synchronized Printed take() {
    Printed printed = new Printed(kept, count, isTruncated);
    kept = new byte[0];
    count = 0;
    isTruncated = false;
    return printed;
  }

  /** The first bytes of what a function printed. */
  public static final class Printed {
    private final byte[] bytes;
    private final int length;
    private final boolean isTruncated;

    private Printed(byte[] bytes, int length, boolean isTruncated) {
      this.bytes = bytes;
      this.length = length;
      this.isTruncated = isTruncated;
    }

    public void writeTo(OutputStream target) throws IOException {
      target.write(bytes, 0, length);
    }

    public int length() {
      return length;
    }

    /** Whether more was printed than was kept. */
    public boolean isTruncated() {
      return isTruncated;
    }
  }
}
