package dev.oneshot.request.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SocketBuffersTest {
  private final SocketBuffers buffers = new SocketBuffers(16);

  /** As Tomcat does: fills, turns, and writes so many bytes to the socket. */
  private void fill(int count) {
    buffers.configureWriteBufferForWrite();
    buffers.getWriteBuffer().put(new byte[count]);
  }

  private void send(int count) {
    buffers.configureWriteBufferForRead();
    ByteBuffer filled = buffers.getWriteBuffer();
    filled.position(filled.position() + count);
  }

  private int capacity() {
    return buffers.getWriteBuffer().capacity();
  }

  @Test
  void holdsNothingForWriting_whileCallWaits() {
    buffers.configureReadBufferForWrite();
    buffers.configureReadBufferForRead();

    assertThat(capacity()).isZero();
    assertThat(buffers.isWriteBufferEmpty()).isTrue();
    assertThat(buffers.isWriteBufferWritable()).isTrue();
  }

  @Test
  void staysSmall_forSmallAnswers() {
    for (int i = 0; i < 3; i++) {
      fill(SocketBuffers.SMALL_BYTES - 1);
      send(SocketBuffers.SMALL_BYTES - 1);
    }

    assertThat(capacity()).isEqualTo(SocketBuffers.SMALL_BYTES);
  }

  @Test
  void growsOnce_forAnswersThatFillIt() {
    fill(SocketBuffers.SMALL_BYTES);
    assertThat(buffers.isWriteBufferWritable()).isFalse();
    send(SocketBuffers.SMALL_BYTES);
    fill(SocketBuffers.LARGE_BYTES);
    send(SocketBuffers.LARGE_BYTES);
    fill(1);

    assertThat(capacity()).isEqualTo(SocketBuffers.LARGE_BYTES);
  }

  @Test
  void isGone_whenNextRequestIsLookedFor() {
    fill(SocketBuffers.SMALL_BYTES);
    send(SocketBuffers.SMALL_BYTES);
    fill(100);
    send(100);
    buffers.configureReadBufferForRead();

    assertThat(capacity()).isZero();
  }

  @Test
  void keepsWhatIsNotSentYet() {
    buffers.configureWriteBufferForWrite();
    buffers.getWriteBuffer().put(new byte[] {1, 2, 3});
    send(1);
    buffers.configureReadBufferForRead();
    assertThat(buffers.isWriteBufferEmpty()).isFalse();
    buffers.configureWriteBufferForWrite();
    buffers.getWriteBuffer().put((byte) 4);
    buffers.configureWriteBufferForRead();

    byte[] left = new byte[buffers.getWriteBuffer().remaining()];
    buffers.getWriteBuffer().get(left);
    assertThat(left).containsExactly(2, 3, 4);
    assertThat(buffers.isWriteBufferEmpty()).isTrue();
  }

  @Test
  void startsAnew_forTheNextConnection() {
    fill(5);
    buffers.reset();
    assertThat(capacity()).isZero();

    fill(5);
    buffers.free();
    assertThat(capacity()).isZero();
    assertThat(buffers.isWriteBufferEmpty()).isTrue();
  }
}
