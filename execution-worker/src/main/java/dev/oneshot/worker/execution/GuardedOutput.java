package dev.oneshot.worker.execution;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a function writes its result to. Closing it is harmless: functions do, and whether the
 * result counts is not theirs to decide. Remembers what went wrong, even when the function makes
 * nothing of it.
 */
final class GuardedOutput extends OutputStream {
  private final OutputStream target;
  private volatile @Nullable IOException failure;
  private boolean isShut;

  GuardedOutput(OutputStream target) {
    this.target = target;
  }

  @Nullable IOException failure() {
    return failure;
  }

  /** From here on the result is what it is: threads that the function left behind add nothing. */
  synchronized void shut() {
    isShut = true;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
    if (isShut) {
      throw new IOException("the function has returned");
    }
    if (failure != null) {
      throw failure;
    }
    try (Undisturbed _ = new Undisturbed()) {
      target.write(bytes, offset, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() {
    // see the class comment
  }
}
