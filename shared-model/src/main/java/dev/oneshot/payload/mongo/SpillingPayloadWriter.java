package dev.oneshot.payload.mongo;

import com.mongodb.MongoException;
import dev.oneshot.failpoint.Failpoint;
import dev.oneshot.payload.FileId;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.Payload.Content;
import dev.oneshot.payload.Payload.Inline;
import dev.oneshot.payload.Payload.Stored;
import dev.oneshot.payload.PayloadStore;
import dev.oneshot.payload.PayloadTooLargeException;
import dev.oneshot.payload.PayloadWriter;
import dev.oneshot.payload.StoreFullException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a small payload in memory and moves over to a stored file with the byte that makes it
 * large.
 */
final class SpillingPayloadWriter extends PayloadWriter {
  private static final int OUT_OF_DISK_SPACE = 14031;

  private final PayloadFiles files;
  private final FileId file;
  private final long limitBytes;
  private final MessageDigest digest = Sha256.newDigest();
  private String contentType;
  private long length;
  private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream(1024);
  private @Nullable ChunkWriter upload;
  private @Nullable Payload committed;
  private boolean isClosed;

  SpillingPayloadWriter(PayloadFiles files, FileId file, String contentType, long limitBytes) {
    this.files = files;
    this.file = file;
    this.contentType = contentType;
    this.limitBytes = limitBytes;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    if (committed != null || isClosed) {
      throw new IOException("the payload is complete");
    }
    if (count > limitBytes - length) {
      throw new PayloadTooLargeException(limitBytes);
    }
    digest.update(bytes, offset, count);
    length += count;
    if (memory != null && length <= PayloadStore.MAX_INLINE_BYTES) {
      memory.write(bytes, offset, count);
    } else {
      writeToFile(bytes, offset, count);
    }
  }

  private void writeToFile(byte[] bytes, int offset, int count) throws IOException {
    try {
      if (upload == null) {
        upload = files.startUpload(file);
        byte[] sofar = Objects.requireNonNull(memory).toByteArray();
        memory = null;
        upload.write(sofar, 0, sofar.length);
        Failpoint.reach(Failpoint.B9_UPLOADING);
      }
      upload.write(bytes, offset, count);
    } catch (MongoException e) {
      throw asIoException(e);
    }
  }

  @Override
  public Payload commit() throws IOException {
    if (isClosed) {
      throw new IOException("the payload was given up");
    }
    if (committed == null) {
      committed =
          new Payload(length, contentType, HexFormat.of().formatHex(digest.digest()), content());
    }
    return committed;
  }

  private Content content() throws IOException {
    if (upload == null) {
      return new Inline(ByteBuffer.wrap(Objects.requireNonNull(memory).toByteArray()));
    }
    try {
      upload.finish();
      return new Stored(file);
    } catch (MongoException e) {
      throw asIoException(e);
    }
  }

  private static IOException asIoException(MongoException e) {
    return e.getCode() == OUT_OF_DISK_SPACE ? new StoreFullException(e) : new IOException(e);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void contentType(String contentType) {
    this.contentType = Objects.requireNonNull(contentType, "contentType");
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    memory = null;
    if (upload != null && committed == null) {
      try {
        files.abandoned(file);
      } catch (MongoException e) {
        // the register still knows the file: the sweeper removes it
      }
    }
  }
}
