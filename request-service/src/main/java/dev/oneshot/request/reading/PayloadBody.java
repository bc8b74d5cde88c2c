package dev.oneshot.request.reading;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.job.JobId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadDamagedException;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.transfer.Transfers;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Streams stored bytes into a response. The last block is held back until the store has said that
 * it was the last: a caller never gets a body of full length whose bytes are wrong.
 */
@Component
final class PayloadBody {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadBody.class);

  /**
   * All that a response holds beside what the store does. As much as lies in a job's document: so
   * small a result is found to be damaged before its first byte is sent.
   */
  private static final int BLOCK_BYTES = PayloadStore.MAX_INLINE_BYTES;

  /** What Tomcat cuts a block into. */
  private static final int RESPONSE_BYTES = 32 * 1024;

  private final PayloadStore payloads;
  private final Transfers transfers;

  PayloadBody(PayloadStore payloads, Transfers transfers) {
    this.payloads = payloads;
    this.transfers = transfers;
  }

  /** How long one waits for a place who has not waited for anything yet. */
  Duration patience() {
    return transfers.patience();
  }

  void sendWhole(JobId job, Payload payload, Duration patience, HttpServletResponse response)
      throws IOException {
    send(job, payload, 0, payload.length(), patience, response);
  }

  /**
   * Sends {@code length} bytes from {@code first} on. What lies in chunks waits for a place among
   * the large bodies that go out, for so long.
   *
   * @throws ProblemException when it gets none in time
   * @throws IOException that cuts the connection when something fails after the first byte; before
   *     it, the failure itself, to be answered with a problem
   */
  void send(
      JobId job,
      Payload payload,
      long first,
      long length,
      Duration patience,
      HttpServletResponse response)
      throws IOException {
    if (length > BLOCK_BYTES) {
      response.setBufferSize(RESPONSE_BYTES);
    }
    try (Transfers.Place _ = place(payload, patience);
        InputStream stored = payloads.read(payload, first)) {
      boolean isWhole = length == payload.length();
      copy(new Source(stored), response.getOutputStream(), length, isWhole);
    } catch (ClientAbortException e) {
      throw e;
    } catch (IOException e) {
      throw cut(job, e, response);
    } catch (MongoException e) {
      throw cut(job, new IOException(e), response);
    }
  }

  private Transfers.Place place(Payload payload, Duration patience) {
    return payload.content() instanceof Payload.Stored
        ? transfers.take(payload.length(), patience)
        : () -> {};
  }

  private static IOException cut(JobId job, IOException failure, HttpServletResponse response) {
    if (!response.isCommitted()) {
      return failure;
    }
    LOG.warn("cut off a response for job {}: its bytes could not be read", job, failure);
    return new CloseNowException(failure);
  }

  private static void copy(Source source, OutputStream response, long length, boolean isWhole)
      throws IOException {
    byte[] block = new byte[(int) Math.min(BLOCK_BYTES, length)];
    long left = length;
    do {
      int got = source.fill(block, left);
      left -= got;
      if (left == 0 && isWhole) {
        source.expectEnd();
      }
      response.write(block, 0, got);
      if (left > 0) {
        Failpoint.reach(Failpoint.A12_ANSWERING);
      }
    } while (left > 0);
  }

  /** Stored bytes that are either all there or an exception. */
  private record Source(InputStream stored) {
    int fill(byte[] block, long atMost) throws IOException {
      int wanted = (int) Math.min(block.length, atMost);
      int got = stored.readNBytes(block, 0, wanted);
      if (got < wanted) {
        throw new PayloadDamagedException("the store gave fewer bytes than were stored");
      }
      return got;
    }

    // reading on to the end is what makes the store check a file without sums of its chunks
    void expectEnd() throws IOException {
      if (stored.read() >= 0) {
        throw new PayloadDamagedException("the store gave more bytes than were stored");
      }
    }
  }
}
