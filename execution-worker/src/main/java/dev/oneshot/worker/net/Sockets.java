package dev.oneshot.worker.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/** Opens connections over TCP, with TLS on top where it is asked for. */
public final class Sockets {
  /** Keeps routers from forgetting a worker that waits for hours, and tells when one has. */
  private static final int KEEP_ALIVE_SECONDS = 60;

  private Sockets() {}

  /**
   * Connects to the first of the host's addresses that answers.
   *
   * @param isTls checks the certificate and that it is the host's
   * @param connectWait for each address
   * @param readWait for each answer, and for each step of TLS's handshake
   * @throws IOException when none answers, or TLS comes to no agreement
   */
  public static Socket open(
      String host, int port, boolean isTls, Duration connectWait, Duration readWait)
      throws IOException {
    IOException lastFailure = new ConnectException("the host has no address");
    for (InetAddress address : InetAddress.getAllByName(host)) {
      try {
        return open(address, host, port, isTls, connectWait, readWait);
      } catch (IOException e) {
        lastFailure = e;
      }
    }
    throw lastFailure;
  }

  /** The same to one of the host's addresses, for whoever has more to agree on with it. */
  public static Socket open(
      InetAddress address,
      String host,
      int port,
      boolean isTls,
      Duration connectWait,
      Duration readWait)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, port), (int) connectWait.toMillis());
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      socket.setSoTimeout((int) readWait.toMillis());
      return isTls ? secured(socket, host, port) : socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext context() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("TLS cannot be used", e);
    }
  }
}
