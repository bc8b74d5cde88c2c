package dev.oneshot.request.connection;

import static org.apache.coyote.http11.Constants.CLOSE;
import static org.apache.coyote.http11.Constants.CONNECTION;

import dev.oneshot.request.waiting.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
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
  private static final int NOTE = 24;

  LeanProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
    super(protocol, adapter);
    request.setNote(NOTE, this);
  }

  /** What processes this request. */
  static LeanProcessor of(Request request) {
    return (LeanProcessor) request.getCoyoteRequest().getNote(NOTE);
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

  /**
   * Tells the caller that nothing follows the answer, when that is so: it has been written, and
   * said that it is the connection's last.
   */
  void endOutputIfLast() throws IOException {
    if (CLOSE.equals(response.getMimeHeaders().getHeader(CONNECTION))
        && getSocketWrapper().getSocket() instanceof PacedChannel channel) {
      channel.getIOChannel().shutdownOutput();
    }
  }
}
