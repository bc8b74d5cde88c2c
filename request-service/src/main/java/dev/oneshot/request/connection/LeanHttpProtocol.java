package dev.oneshot.request.connection;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Tomcat's own HTTP/1.1, with less memory for each call and less patience with slow ones. Made by
 * Tomcat, by its name.
 */
public final class LeanHttpProtocol extends Http11NioProtocol {
  /** With fewer connections left than this, nobody may keep an idle one for long. */
  private static final int CROWDED_CONNECTIONS = 500;

  private static final int CROWDED_KEEP_ALIVE_MILLIS = 1000;

  private final LeanEndpoint endpoint;

  public LeanHttpProtocol() {
    this(new LeanEndpoint());
  }

  private LeanHttpProtocol(LeanEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  /** For connections that are accepted from now on. */
  void setLimits(ConnectionProperties limits) {
    endpoint.limits = limits;
  }

  /**
   * Of an answer's bytes before they go to the socket's buffer, and of as many characters, which
   * nobody uses: 6 KiB a call instead of 24. An answer of more bytes that does not say its length
   * is sent in chunks.
   */
  @Override
  public int getDesiredBufferSize() {
    return 2048;
  }

  /** Asked after each request. */
  @Override
  public int getKeepAliveTimeout() {
    int usual = super.getKeepAliveTimeout();
    return endpoint.isCrowded() ? Math.min(usual, CROWDED_KEEP_ALIVE_MILLIS) : usual;
  }

  @Override
  protected Processor createProcessor() {
    return new LeanProcessor(this, getAdapter());
  }

  private static final class LeanEndpoint extends NioEndpoint {
    private volatile ConnectionProperties limits = new ConnectionProperties(0, Duration.ZERO);

    boolean isCrowded() {
      return getMaxConnections() - getConnectionCount() < CROWDED_CONNECTIONS;
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
      // TLS has buffers of its own, which must not shrink
      return isSSLEnabled()
          ? super.createChannel(buffers)
          : new PacedChannel(
              new SocketBuffers(socketProperties.getAppReadBufSize()),
              new Pace(limits, System::nanoTime));
    }
  }
}
