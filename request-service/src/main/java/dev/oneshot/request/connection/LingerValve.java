package dev.oneshot.request.connection;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Lets the answer arrive when the body was not read. Closing a connection that has unread bytes in
 * it resets it, and the caller, who may still be sending, loses the answer (RFC 9112, section 9.6).
 * So the rest is read and thrown away for a while. Before all other valves: after it, nothing is
 * written.
 */
final class LingerValve extends ValveBase {
  /** The last read may take as long as Tomcat waits for a silent sender on top of it. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  LingerValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
    if (!request.isAsync() && !isBodyRead(request)) {
      response.finishResponse();
      if (!isWorthReading(request, response) || !isReadToItsEnd(request)) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
      }
    }
  }

  private static boolean isBodyRead(Request request) {
    AtomicBoolean isRead = new AtomicBoolean();
    request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
    return isRead.get();
  }

  // not what came too slowly, nor what the sender holds back until it is told to go on: one who was
  // told so has sent something by then
  private static boolean isWorthReading(Request request, Response response) {
    var sent = request.getCoyoteRequest();
    return response.getStatus() != HttpServletResponse.SC_REQUEST_TIMEOUT
        && (!sent.hasExpectation() || sent.getBytesRead() > 0);
  }

  private static boolean isReadToItsEnd(Request request) {
    long start = System.nanoTime();
    try {
      LeanProcessor.of(request).endOutputIfLast();
      Nowhere nowhere = new Nowhere();
      while (System.nanoTime() - start < LONGEST.toNanos()) {
        if (request.getCoyoteRequest().doRead(nowhere) < 0) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // the sender has read the answer, or has gone without
    }
    return false;
  }

  /** Where Tomcat puts what it has read: its streams are closed with the answer. */
  private static final class Nowhere implements ApplicationBufferHandler {
    private @Nullable ByteBuffer last;

    @Override
    public void setByteBuffer(@Nullable ByteBuffer buffer) {
      last = buffer;
    }

    @Override
    public @Nullable ByteBuffer getByteBuffer() {
      return last;
    }

    @Override
    public void expand(int size) {
      // nothing is kept
    }
  }
}
