package dev.oneshot.request.connection;

import dev.oneshot.request.waiting.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's own, which also tells the connection's {@link Pace} where requests begin, and a call
 * that waits whether its caller is still there.
 */
final class LeanProcessor extends Http11Processor implements Caller {
  /** Of the request that it processes: Tomcat leaves notes from 17 on to others. */
  static final int NOTE = 24;

  LeanProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
    super(protocol, adapter);
    request.setNote(NOTE, this);
  }

  @Override
  public SocketState service(SocketWrapperBase<?> socket) throws IOException {
    if (!(socket.getSocket() instanceof PacedChannel channel)) {
      return super.service(socket);
    }
    channel.pace().readOn();
    SocketState state = super.service(socket);
    channel.pace().pause(state == SocketState.LONG);
    return state;
  }

  /**
   * Looks without waiting for what comes behind the request: nothing, the end, or the next request,
   * whose first byte is put back. By the request's own thread, when its body has been read.
   */
  @Override
  public boolean isGone() {
    SocketWrapperBase<?> socket = getSocketWrapper();
    ByteBuffer next = ByteBuffer.allocate(1);
    try {
      int count = socket.read(false, next);
      if (count > 0) {
        socket.unRead(next.flip());
      }
      return count < 0;
    } catch (IOException e) {
      return true; // Tomcat reports the end like this too
    } finally {
      if (socket.getSocket() instanceof PacedChannel channel) {
        channel.pace().rest();
      }
    }
  }
}
