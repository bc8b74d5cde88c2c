package dev.oneshot.worker.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Opens connections over TCP, with TLS on top where it is asked for. */
public final class Sockets {
  /** Keeps routers from forgetting a worker that waits for hours, and tells when one has. */
  private static final int KEEP_ALIVE_SECONDS = 60;

  /**
   * Tried first and alone: whoever offers P-256 as well makes a key on it before the server has
   * chosen, and in a JVM that has just started that costs as much as the rest of the handshake.
   */
  private static final String[] CHEAPEST_GROUP = {"x25519"};

  /** The JDK's own setting; who has made it is obeyed. */
  private static final String GROUPS_PROPERTY = "jdk.tls.namedGroups";

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
    if (!isTls) {
      return connected(address, port, connectWait, readWait);
    }
    if (System.getProperty(GROUPS_PROPERTY) == null) {
      Socket plain = connected(address, port, connectWait, readWait);
      try {
        return secured(plain, host, port, CHEAPEST_GROUP);
      } catch (SSLException | SocketException e) {
        if (e.getCause() instanceof CertificateException) {
          throw e;
        }
        // a server that has its reasons not to know the group is asked again, with all of them
      }
    }
    return secured(connected(address, port, connectWait, readWait), host, port, null);
  }

  private static Socket connected(
      InetAddress address, int port, Duration connectWait, Duration readWait) throws IOException {
    // a worker's way to its servers is direct; to look for proxies it would read files
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.connect(new InetSocketAddress(address, port), (int) connectWait.toMillis());
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      socket.setSoTimeout((int) readWait.toMillis());
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * @param groups for the agreement on a key; null for the JVM's
   */
  private static Socket secured(Socket plain, String host, int port, String @Nullable [] groups)
      throws IOException {
    try {
      SSLSocket socket =
          (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setNamedGroups(groups);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static SSLContext context() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("TLS cannot be used", e);
    }
  }
}
