package dev.oneshot.request.connection;

import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Tomcat's own HTTP/1.1, with less memory for each call, less patience with slow ones, and without
 * keeping connections that others need. Made by Tomcat, by its name.
 */
public final class LeanHttpProtocol extends Http11NioProtocol {
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

  /**
   * Where three quarters of the connections are in use each answer closes its own. Idle ones are
   * kept for longer than anybody waits, and newcomers are not accepted while all are in use.
   */
  @Override
  public int getMaxKeepAliveRequests() {
    boolean areFewLeft =
        getMaxConnections() > 0 && getConnectionCount() > getMaxConnections() / 4L * 3;
    return areFewLeft ? 1 : super.getMaxKeepAliveRequests();
  }

  @Override
  protected Processor createProcessor() {
    return new LeanProcessor(this, getAdapter());
  }

  private static final class LeanEndpoint extends NioEndpoint {
    private volatile ConnectionProperties limits = new ConnectionProperties(0, Duration.ZERO);

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
