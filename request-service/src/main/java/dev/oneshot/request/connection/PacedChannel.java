package dev.oneshot.request.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection that does not wait for ever for a request that never ends. */
final class PacedChannel extends NioChannel {
  private final Pace pace;

  PacedChannel(SocketBufferHandler buffers, Pace pace) {
    super(buffers);
    this.pace = pace;
  }

  Pace pace() {
    return pace;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int count = super.read(to);
    pace.arrived(count);
    return count;
  }

  @Override
  public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
    pace.rest();
    super.reset(channel, wrapper);
  }
}
