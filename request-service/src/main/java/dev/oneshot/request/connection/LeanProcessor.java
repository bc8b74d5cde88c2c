package dev.oneshot.request.connection;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's own, which also tells the connection's {@link Pace} where requests begin.
 */
final class LeanProcessor extends Http11Processor {
  LeanProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
    super(protocol, adapter);
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
}
