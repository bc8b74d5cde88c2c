package dev.oneshot.request.reading;

import com.mongodb.MongoTimeoutException;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Another store's payloads; counts what is read of them, and the reads that are not closed. */
final class WatchedPayloads implements PayloadStore {
  private final PayloadStore payloads;
  volatile boolean isAway;
  final AtomicInteger openReads = new AtomicInteger();
  final AtomicLong bytesRead = new AtomicLong();

  WatchedPayloads(PayloadStore payloads) {
    this.payloads = payloads;
  }

  @Override
  public InputStream read(Payload payload, long fromByte) throws IOException {
    if (isAway) {
      throw new MongoTimeoutException("away");
    }
    InputStream bytes = payloads.read(payload, fromByte);
    openReads.incrementAndGet();
    return new FilterInputStream(bytes) {
      @Override
      public int read() throws IOException {
        bytesRead.incrementAndGet();
        return super.read();
      }

      @Override
      public int read(byte[] buffer, int offset, int count) throws IOException {
        int got = super.read(buffer, offset, count);
        bytesRead.addAndGet(Math.max(got, 0));
        return got;
      }

      @Override
      public void close() throws IOException {
        openReads.decrementAndGet();
        super.close();
      }
    };
  }

  @Override
  public PayloadWriter write(FileId file, String contentType, long limitBytes) {
    return payloads.write(file, contentType, limitBytes);
  }

  @Override
  public void delete(Payload payload) {
    payloads.delete(payload);
  }

  @Override
  public void delete(FileId file) {
    payloads.delete(file);
  }
}
