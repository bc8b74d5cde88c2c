package dev.oneshot.request.connection;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A connection's buffers, of which the one for writing is there from an answer's first byte to the
 * next look for a request, which Tomcat takes right after each answer. So a call that waits holds
 * none, and one that is sent a large result holds a large one: Tomcat writes to a socket what fits
 * into this buffer, and its own 8 KiB for every connection cost a third more processor time for a
 * large result than 64 KiB do (benchmarks, part bulk). Used by one thread at a time, like Tomcat's
 * own.
 */
final class SocketBuffers extends SocketBufferHandler {
  /** What headers and a small result fit into. */
  static final int SMALL_BYTES = 8 * 1024;

  /** For an answer that has filled the small one. */
  static final int LARGE_BYTES = 64 * 1024;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private volatile ByteBuffer write = NONE;
  private volatile boolean isFilling = true;

  SocketBuffers(int readBytes) {
    super(readBytes, 0, false);
  }

  @Override
  public void configureWriteBufferForWrite() {
    ByteBuffer now = write;
    if (now.capacity() == 0) {
      write = ByteBuffer.allocate(SMALL_BYTES);
    } else if (!isFilling) {
      if (now.hasRemaining()) {
        now.compact();
      } else if (now.limit() == SMALL_BYTES) {
        write = ByteBuffer.allocate(LARGE_BYTES);
      } else {
        now.clear();
      }
    }
    isFilling = true;
  }

  @Override
  public void configureWriteBufferForRead() {
    if (isFilling) {
      write.flip();
      isFilling = false;
    }
  }

  @Override
  public ByteBuffer getWriteBuffer() {
    return write;
  }

  @Override
  public boolean isWriteBufferWritable() {
    return isFilling ? write.capacity() == 0 || write.hasRemaining() : !write.hasRemaining();
  }

  @Override
  public boolean isWriteBufferEmpty() {
    return isFilling ? write.position() == 0 : !write.hasRemaining();
  }

  @Override
  public void configureReadBufferForRead() {
    dropWritten();
    super.configureReadBufferForRead();
  }

  @Override
  public void configureReadBufferForWrite() {
    dropWritten();
    super.configureReadBufferForWrite();
  }

  private void dropWritten() {
    if (isWriteBufferEmpty()) {
      drop();
    }
  }

  private void drop() {
    write = NONE;
    isFilling = true;
  }

  @Override
  public void reset() {
    drop();
    super.reset();
  }

  @Override
  public void free() {
    drop();
    super.free();
  }
}
