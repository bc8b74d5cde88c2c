package dev.oneshot.worker.distribution;

import dev.oneshot.testsupport.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;

/**
 * Speaks TLS for a server that does not; on a port of its own, for as long as the process lives.
 */
final class TlsFront {
  private final ServerSocket listener;
  private final int server;

  private TlsFront(ServerSocket listener, int server) {
    this.listener = listener;
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param server on this machine, whose port is read; its certificate must be for 127.0.0.1
   */
  static TlsFront of(String server, TestCertificate shown)
      throws IOException, GeneralSecurityException {
    ServerSocket listener =
        shown
            .serverContext()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    TlsFront front = new TlsFront(listener, URI.create(server).getPort());
    Thread.ofVirtual().start(front::accept);
    return front;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server);
        client.setTcpNoDelay(true);
        plain.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> carry(client, plain));
        Thread.ofVirtual().start(() -> carry(plain, client));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  // what breaks a connection is the worker's to notice, and the training's
  private static void carry(Socket from, Socket to) {
    try (from;
        to;
        InputStream bytes = from.getInputStream()) {
      bytes.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // closed by the other direction, or by a peer
    }
  }
}
