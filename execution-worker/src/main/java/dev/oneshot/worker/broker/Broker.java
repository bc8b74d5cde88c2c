package dev.oneshot.worker.broker;

import dev.oneshot.topology.BrokerAddress;
import dev.oneshot.worker.net.Sockets;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The worker's connection to the broker, with one channel, which confirms, and one consumer, which
 * gets one message until that is settled. Nothing is repeated here: a connection that is lost stays
 * lost. Thread-safe.
 */
public final class Broker implements AutoCloseable {
  /** There is no other. */
  static final int CHANNEL = 1;

  private static final Duration CLOSE_WAIT = Duration.ofMillis(500);

  /** RabbitMQ takes its clients for dead after as much. */
  private static final int MOST_HEARTBEATS_MISSED = 2;

  /** So that a heartbeat leaves in time though one before was just answered. */
  private static final int LOOKS_PER_HEARTBEAT = 3;

  private static final int MILLIS_PER_SECOND = 1000;
  private static final String CONSUMER_TAG = "worker";
  private static final int BASIC_CLASS = 60;
  private static final int HAS_CONTENT_TYPE = 1 << 15;
  private static final int NO_WAIT = 1;
  private static final int REPLY_SUCCESS = 200;

  private final Socket socket;
  private final OutputStream output;

  /** Guarded by {@link #turn}. */
  private boolean isGathering;

  private final Duration patience;
  private final Runnable onLoss;
  private final int maxFrameBytes;
  private final Outstanding outstanding = new Outstanding();
  private final Lock turn = new ReentrantLock();
  private final Thread reader;
  private volatile @Nullable Consumer consumer;
  private volatile boolean isClosing;

  private Broker(
      Socket socket, FrameInput input, Handshake.Terms terms, Duration patience, Runnable onLoss)
      throws IOException {
    this.socket = socket;
    this.output = new BufferedOutputStream(socket.getOutputStream());
    this.patience = patience;
    this.onLoss = onLoss;
    this.maxFrameBytes = terms.maxFrameBytes();
    int heartbeat = terms.heartbeatSeconds();
    socket.setSoTimeout(heartbeat * MILLIS_PER_SECOND / LOOKS_PER_HEARTBEAT);
    // a Duration multiplies by way of BigDecimal, whose tables take an interpreter 30 ms
    Incoming incoming =
        new Incoming(
            input, Duration.ofSeconds((long) heartbeat * MOST_HEARTBEATS_MISSED), new Ears());
    this.reader = new Thread(() -> read(incoming), "broker");
    reader.setDaemon(true);
  }

  /**
   * Connects to the first of the host's addresses whose broker lets us in.
   *
   * @param uri {@code amqp[s]://user:password@host:port/vhost}
   * @param name what the broker shows the connection as
   * @param patience for each step of it, at each address, and for each answer later
   * @param onLoss told once, on a thread that must not block, that the connection or its channel
   *     ended without having been closed here
   * @throws IOException when the broker is not reached or does not let us in
   */
  public static Broker connect(String uri, String name, Duration patience, Runnable onLoss)
      throws IOException {
    BrokerAddress address = address(uri);
    IOException lastFailure = new ConnectException("the broker's host has no address");
    for (InetAddress node : InetAddress.getAllByName(address.host())) {
      try {
        return connect(node, address, name, patience, onLoss);
      } catch (IOException e) {
        lastFailure = e;
      }
    }
    throw lastFailure;
  }

  private static Broker connect(
      InetAddress node, BrokerAddress address, String name, Duration patience, Runnable onLoss)
      throws IOException {
    Socket socket =
        Sockets.open(node, address.host(), address.port(), address.isTls(), patience, patience);
    try {
      FrameInput input = new FrameInput(socket.getInputStream());
      Handshake.Terms terms = new Handshake(input, socket.getOutputStream()).agree(address, name);
      Broker broker = new Broker(socket, input, terms, patience, onLoss);
      broker.reader.start();
      return broker;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  // for a worker it is one more reason why the broker is not reached
  private static BrokerAddress address(String uri) throws IOException {
    try {
      return BrokerAddress.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void read(Incoming incoming) {
    try {
      incoming.read();
      lost(new EOFException("it has been closed"));
    } catch (IOException e) {
      lost(e);
    } catch (OutOfMemoryError e) {
      // a function has eaten the heap; over another connection its end can still be told
      lost(new IOException("no memory was left to hear the broker", e));
    }
  }

  private void lost(IOException cause) {
    if (outstanding.ended(cause) && !isClosing) {
      onLoss.run();
    }
  }

  /** What the broker says, as it is understood here. */
  private final class Ears implements Incoming.Listener {
    @Override
    public void silence() throws IOException {
      // who is writing just now makes a heartbeat needless, and may be kept from it for long
      if (turn.tryLock()) {
        try {
          write(new FrameOutput().begin(Frame.HEARTBEAT, 0).end());
        } finally {
          turn.unlock();
        }
      }
    }

    @Override
    public void answered(int method) {
      outstanding.answered(method);
    }

    @Override
    public void confirmed(long number, boolean isMultiple) {
      outstanding.confirmed(Math.toIntExact(number), isMultiple);
    }

    @Override
    public void delivered(Delivery delivery) {
      Consumer told = consumer;
      if (told != null) {
        told.delivered(delivery);
      }
    }

    @Override
    public void cancelled() {
      Consumer told = consumer;
      if (told != null) {
        told.cancelled();
      }
    }

    @Override
    public void channelClosed(IOException why) throws IOException {
      lost(why);
      write(new FrameOutput().method(CHANNEL, Method.CHANNEL_CLOSE_OK).end());
    }

    @Override
    public void connectionClosed(IOException why) throws IOException {
      lost(why);
      write(new FrameOutput().method(0, Method.CONNECTION_CLOSE_OK).end());
    }
  }

  /** Whether it has been neither lost nor closed. */
  public boolean isOpen() {
    return !outstanding.hasEnded();
  }

  /**
   * Gets in line for the queue's messages; whoever was before has left it.
   *
   * @throws IOException when the broker refuses it, does not answer in time or is lost; so
   *     everywhere here
   */
  public void consume(String queue, Consumer newConsumer) throws IOException, InterruptedException {
    consumer = newConsumer;
    FrameOutput consume =
        new FrameOutput()
            .method(CHANNEL, Method.BASIC_CONSUME)
            .shortInt(0)
            .shortText(queue)
            .shortText(CONSUMER_TAG)
            .octet(0)
            .table(Map.of())
            .end();
    ask(consume, Method.BASIC_CONSUME_OK);
  }

  /**
   * Leaves the line. It is only said: the channel keeps the order, so whatever is settled after
   * this cannot make room for another message.
   */
  public void cancel() throws IOException {
    send(
        new FrameOutput()
            .method(CHANNEL, Method.BASIC_CANCEL)
            .shortText(CONSUMER_TAG)
            .octet(NO_WAIT)
            .end());
  }

  /** The message has done its work. */
  public void acknowledge(Delivery delivery) throws IOException {
    settle(delivery, Method.BASIC_ACK);
  }

  /** The message means nothing to anybody. */
  public void reject(Delivery delivery) throws IOException {
    settle(delivery, Method.BASIC_REJECT);
  }

  private void settle(Delivery delivery, int method) throws IOException {
    // this one alone, and not back into the queue: for both methods no bit is set
    send(new FrameOutput().method(CHANNEL, method).longLong(delivery.tag()).octet(0).end());
  }

  /** Sends a message that nobody has to want. */
  public void publish(String exchange, String routingKey, String contentType, byte[] body)
      throws IOException {
    FrameOutput message =
        new FrameOutput()
            .method(CHANNEL, Method.BASIC_PUBLISH)
            .shortInt(0)
            .shortText(exchange)
            .shortText(routingKey)
            .octet(0)
            .end()
            .begin(Frame.HEADER, CHANNEL)
            .shortInt(BASIC_CLASS)
            .shortInt(0)
            .longLong(body.length)
            .shortInt(HAS_CONTENT_TYPE)
            .shortText(contentType)
            .end();
    int most = maxFrameBytes - Frame.HEAD_BYTES - 1;
    for (int from = 0; from < body.length; from += most) {
      int count = Math.min(most, body.length - from);
      message.begin(Frame.BODY, CHANNEL).raw(body, from, count).end();
    }
    turn.lock();
    try {
      outstanding.failIfEnded();
      outstanding.published();
      write(message);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Sends together what {@code sending} sends, at its end: the broker is woken once.
   *
   * @throws IOException when {@code sending} throws it, or what it sent cannot leave
   */
  public void together(Sending sending) throws IOException {
    turn.lock();
    try {
      isGathering = true;
      sending.run();
    } finally {
      isGathering = false;
      try {
        output.flush();
      } finally {
        turn.unlock();
      }
    }
  }

  /** Calls of one {@link Broker}. */
  public interface Sending {
    void run() throws IOException;
  }

  /**
   * Blocks until the broker has dealt with all that was published.
   *
   * @throws TimeoutException when that takes longer; it may have everything
   */
  public void awaitConfirmations(Duration longest)
      throws IOException, InterruptedException, TimeoutException {
    outstanding.awaitConfirmations(longest);
  }

  /**
   * Reads a message as if the broker had brought it, which hears nothing of it: so the first that
   * it does bring meets no code that never ran.
   *
   * @param told of the message, in this call; there is nothing to settle
   */
  public void rehearse(byte[] body, Consumer told) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    new FrameOutput()
        .method(CHANNEL, Method.BASIC_DELIVER)
        .shortText(CONSUMER_TAG)
        .longLong(0)
        .octet(0)
        .shortText("")
        .shortText("")
        .end()
        .begin(Frame.HEADER, CHANNEL)
        .shortInt(BASIC_CLASS)
        .shortInt(0)
        .longLong(body.length)
        .shortInt(0)
        .end()
        .begin(Frame.BODY, CHANNEL)
        .raw(body, 0, body.length)
        .end()
        .method(0, Method.CONNECTION_CLOSE_OK)
        .end()
        .sendTo(frames);
    consumer = told;
    FrameInput input = new FrameInput(new ByteArrayInputStream(frames.toByteArray()));
    new Incoming(input, Duration.ZERO, new Ears()).read();
    consumer = null;
  }

  private void ask(FrameOutput question, int answer) throws IOException, InterruptedException {
    outstanding.asked();
    send(question);
    outstanding.awaitAnswer(answer, patience);
  }

  private void send(FrameOutput frames) throws IOException {
    outstanding.failIfEnded();
    write(frames);
  }

  private void write(FrameOutput frames) throws IOException {
    turn.lock();
    try {
      frames.sendTo(output);
      if (!isGathering) {
        output.flush();
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Says good-bye, so that the broker is not surprised and no thread is left reading from a socket:
   * a process that ends with one waits for it up to 300 ms. Never throws.
   */
  @Override
  public void close() {
    isClosing = true;
    try {
      if (reader.isAlive()) {
        write(
            new FrameOutput()
                .method(0, Method.CONNECTION_CLOSE)
                .shortInt(REPLY_SUCCESS)
                .shortText("done")
                .shortInt(0)
                .shortInt(0)
                .end());
        reader.join(CLOSE_WAIT.toMillis());
      }
    } catch (IOException e) {
      // it is lost already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      socket.close();
    } catch (IOException e) {
      // it is given up anyway
    }
  }
}
