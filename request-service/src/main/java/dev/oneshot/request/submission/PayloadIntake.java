package dev.oneshot.request.submission;

import dev.oneshot.job.JobId;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadTooLargeException;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.payload.StoreFullException;
import dev.oneshot.request.functions.Function;
import dev.oneshot.request.problem.ProblemCode;
import dev.oneshot.request.problem.ProblemException;
import dev.oneshot.request.transfer.Transfers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads a call's body to its end, into the store or just for its fingerprint, without ever holding
 * it whole.
 */
final class PayloadIntake {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final PayloadStore payloads;
  private final Transfers transfers;

  PayloadIntake(PayloadStore payloads, Transfers transfers) {
    this.payloads = payloads;
    this.transfers = transfers;
  }

  /**
   * Stores the body; a body that ends early, comes too slowly or is too long leaves nothing behind.
   * A large one waits for a place among those that come in.
   *
   * @throws UncheckedIOException when the body cannot be read; only the server can answer that
   */
  Payload store(Call call, JobId id) {
    FileId file = FileId.ofPayload(id.value());
    try (PayloadWriter writer =
            payloads.write(file, call.contentType(), call.function().maxPayloadBytes());
        Placed placed = new Placed(writer, call.length())) {
      copy(call.body(), placed, Long.MAX_VALUE); // the writer minds the limit
      return writer.commit();
    } catch (PayloadTooLargeException e) {
      throw tooLarge(call.function());
    } catch (StoreFullException e) {
      throw new ProblemException(
          ProblemCode.STORE_FULL, "The payload store has no room for this body; delete old jobs.");
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.STORE_UNAVAILABLE, "The body could not be stored; try again.");
    }
  }

  /**
   * Takes a place before the first byte of a body that says it is a large one, so that waiting for
   * it holds nothing; of others with the first byte that makes them one.
   */
  private final class Placed extends OutputStream {
    private final OutputStream to;
    private final long announced;
    private long length;
    private Transfers.@Nullable Place place;

    Placed(OutputStream to, long announced) {
      this.to = to;
      this.announced = announced;
      if (announced > PayloadStore.MAX_INLINE_BYTES) {
        place = transfers.take(announced);
      }
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      length += count;
      if (place == null && length > PayloadStore.MAX_INLINE_BYTES) {
        place = transfers.take(announced);
      }
      to.write(bytes, offset, count);
    }

    /** Leaves the place; what it wrote to stays open. */
    @Override
    public void close() {
      if (place != null) {
        place.close();
      }
    }
  }

  static ProblemException tooLarge(Function function) {
    return new ProblemException(
        ProblemCode.PAYLOAD_TOO_LARGE,
        "Function "
            + function.name()
            + " takes bodies of at most "
            + function.maxPayloadBytes()
            + " bytes.");
  }

  /**
   * The fingerprint that {@link #fingerprint(Payload)} would give, without keeping the body.
   *
   * @throws UncheckedIOException as {@link #store}
   */
  String fingerprint(Call call) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      copy(
          call.body(),
          new DigestOutputStream(OutputStream.nullOutputStream(), digest),
          call.function().maxPayloadBytes());
      return fingerprint(HexFormat.of().formatHex(digest.digest()), call.contentType());
    } catch (PayloadTooLargeException e) {
      throw tooLarge(call.function());
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException(e); // nothing is written anywhere
    }
  }

  static String fingerprint(Payload payload) {
    return fingerprint(payload.sha256(), payload.contentType());
  }

  private static String fingerprint(String sha256, String contentType) {
    return sha256 + ';' + contentType;
  }

  private static void copy(InputStream body, OutputStream to, long most) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long length = 0;
    for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
      length += count;
      if (length > most) {
        throw new PayloadTooLargeException(most);
      }
      to.write(buffer, 0, count);
    }
  }

  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not to be taken for a failure of the store
    }
  }
}
