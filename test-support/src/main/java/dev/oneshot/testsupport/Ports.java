package dev.oneshot.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free loopback TCP ports. Safe to use from any thread. */
public final class Ports {
  private static final int LOWEST = 15_000;
  private static final int BOUND = 32_000;
  private static final int ATTEMPTS = 1_000;

  private Ports() {}

  /**
   * A port that nobody listened on a moment ago; another process may take it first, so be ready to
   * ask again.
   *
   * <p>It lies below Linux's ephemeral range (32768 and up). A client that keeps reconnecting to a
   * stopped server's ephemeral port may be given that very port as its own end, connect to itself
   * and so keep the server from coming back.
   */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BOUND);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port found between " + LOWEST + " and " + BOUND);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
