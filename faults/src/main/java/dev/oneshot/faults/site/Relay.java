package dev.oneshot.faults.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wire between two parties that can be cut, lamed and chopped. Any thread may steer it. */
public final class Relay implements AutoCloseable {
  private static final int QUEUED_PIECES = 64;
  private static final int PIECE_BYTES = 64 * 1024;

  private enum State {
    WHOLE,
    /** Nothing arrives, and nobody is told; like a network that drops packets. */
    SILENT,
    /** Connections are reset, and new ones at once. */
    DOWN
  }

  /**
   * Some bytes on their way.
   *
   * @param bytes empty at the stream's end
   */
  private record Piece(ByteBuffer bytes, long dueNanos) {
    boolean isEnd() {
      return !bytes.hasRemaining();
    }
  }

  private final ServerSocket entry;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.WHOLE;
  private volatile Duration latency = Duration.ZERO;
  private volatile Duration jitter = Duration.ZERO;
  private volatile int sliceBytes = PIECE_BYTES;

  private Relay(ServerSocket entry, int target) {
    this.entry = entry;
    this.target = target;
  }

  /** In front of a port of this machine. */
  public static Relay to(int target) throws IOException {
    ServerSocket entry = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Relay relay = new Relay(entry, target);
    Thread.ofVirtual().start(relay::accept);
    return relay;
  }

  public int port() {
    return entry.getLocalPort();
  }

  /** Lets nothing through in either direction, and tells nobody. */
  public void silence() {
    change(State.SILENT);
  }

  /** Resets all connections, and each new one. */
  public void takeDown() {
    change(State.DOWN);
    reset();
  }

  /** Lets everything through again, and what a silence held back first. */
  public void mend() {
    change(State.WHOLE);
  }

  /** Resets the connections that there are. */
  public void reset() {
    sockets.forEach(Relay::reset);
  }

  /**
   * Delays everything from now on.
   *
   * @param mean one way
   * @param spread at most so much more or less
   */
  public void delay(Duration mean, Duration spread) {
    latency = mean;
    jitter = spread;
  }

  /** Hands on at most so many bytes at once. */
  public void slice(int bytes) {
    sliceBytes = bytes;
  }

  private void change(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isDown() {
    lock.lock();
    try {
      return state == State.DOWN;
    } finally {
      lock.unlock();
    }
  }

  private void awaitSound() throws InterruptedException {
    lock.lock();
    try {
      while (state == State.SILENT) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!entry.isClosed()) {
      try {
        Socket near = entry.accept();
        if (isDown()) {
          reset(near);
        } else {
          Thread.ofVirtual().start(() -> join(near));
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void join(Socket near) {
    try {
      awaitSound();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      sockets.add(near);
      sockets.add(far);
      pump(near, far);
      pump(far, near);
    } catch (IOException e) {
      reset(near);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset(near);
    }
  }

  private void pump(Socket from, Socket to) {
    BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(QUEUED_PIECES);
    Thread writer = Thread.ofVirtual().start(() -> write(pieces, from, to));
    Thread.ofVirtual().start(() -> read(from, pieces, writer));
  }

  private void read(Socket from, BlockingQueue<Piece> pieces, Thread writer) {
    try {
      InputStream in = from.getInputStream();
      long lastDue = System.nanoTime();
      while (true) {
        byte[] bytes = new byte[Math.min(PIECE_BYTES, sliceBytes)];
        int length = in.read(bytes);
        lastDue = Math.max(lastDue, System.nanoTime() + oneWayNanos()); // in order
        pieces.put(new Piece(ByteBuffer.wrap(bytes, 0, Math.max(0, length)), lastDue));
        if (length < 0) {
          return;
        }
      }
    } catch (IOException e) {
      writer.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long oneWayNanos() {
    long spread = jitter.toNanos();
    return latency.toNanos()
        + (spread == 0 ? 0 : ThreadLocalRandom.current().nextLong(-spread, spread + 1));
  }

  private void write(BlockingQueue<Piece> pieces, Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      for (Piece piece = pieces.take(); !piece.isEnd(); piece = pieces.take()) {
        TimeUnit.NANOSECONDS.sleep(piece.dueNanos() - System.nanoTime());
        awaitSound();
        out.write(piece.bytes().array(), 0, piece.bytes().remaining());
      }
      awaitSound();
      to.shutdownOutput();
      if (from.isOutputShutdown()) {
        forget(from, to);
      }
    } catch (IOException | InterruptedException e) {
      forget(from, to);
    }
  }

  private void forget(Socket one, Socket other) {
    reset(one);
    reset(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // closed already
    }
  }

  @Override
  public void close() {
    try {
      entry.close();
      change(State.DOWN);
      reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
