package dev.oneshot.embedded;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Runs an {@link EmbeddedStore} as a process of its own: {@code EmbeddedStoreMain [--address IP]
 * [--port N] [--capacity BYTES]}. Prints one line, {@code ready mongodb://127.0.0.1:PORT}, and
 * serves until it is killed. Wrong arguments: one line on stderr, exit code 2.
 */
public final class EmbeddedStoreMain {
  private static final long DEFAULT_CAPACITY_BYTES = 1L << 30;

  private EmbeddedStoreMain() {}

  /** Returns when the store listens; its threads keep the process alive. */
  public static void main(String[] args) {
    Arguments arguments;
    try {
      arguments = Arguments.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(
          "usage: EmbeddedStoreMain [--address IP] [--port N] [--capacity BYTES]: "
              + e.getMessage());
      System.exit(2);
      return;
    }
    EmbeddedStore store =
        EmbeddedStore.start(arguments.address, arguments.port, arguments.capacityBytes);
    System.out.println("ready " + store.uri());
  }

  /** Port 0 is a free one. */
  record Arguments(InetAddress address, int port, long capacityBytes) {
    Arguments {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("no such port: " + port);
      }
      if (capacityBytes < 0) {
        throw new IllegalArgumentException("negative capacity: " + capacityBytes);
      }
    }

    static Arguments parse(List<String> words) {
      Deque<String> rest = new ArrayDeque<>(words);
      InetAddress address = InetAddress.ofLiteral("127.0.0.1");
      int port = 0;
      long capacityBytes = DEFAULT_CAPACITY_BYTES;
      while (!rest.isEmpty()) {
        String name = rest.pop();
        if (rest.isEmpty()) {
          throw new IllegalArgumentException(name + " needs a value");
        }
        switch (name) {
          case "--address" -> address = InetAddress.ofLiteral(rest.pop());
          case "--port" -> port = Integer.parseInt(rest.pop());
          case "--capacity" -> capacityBytes = Long.parseLong(rest.pop());
          default -> throw new IllegalArgumentException("unknown argument " + name);
        }
      }
      return new Arguments(address, port, capacityBytes);
    }
  }
}
