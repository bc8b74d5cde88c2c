package dev.oneshot.request.connection;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Tomcat's own HTTP/1.1, with less memory for each call. Made by Tomcat, by its name. */
public final class LeanHttpProtocol extends Http11NioProtocol {
  public LeanHttpProtocol() {
    super(new LeanEndpoint());
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

  private static final class LeanEndpoint extends NioEndpoint {
    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
      // TLS has buffers of its own, which must not shrink
      return super.createChannel(
          isSSLEnabled() ? buffers : new SocketBuffers(socketProperties.getAppReadBufSize()));
    }
  }
}
