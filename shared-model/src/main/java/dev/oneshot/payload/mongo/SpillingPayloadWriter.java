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
  private final Sha256 inMemory;
  private final FileId file;
  private final long limitBytes;
  private String contentType;
  private long length;
  private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream(1024);
  private @Nullable ChunkWriter upload;
  private @Nullable MessageDigest digest;
  private @Nullable Payload committed;
  private boolean isClosed;

  SpillingPayloadWriter(
      PayloadFiles files, Sha256 inMemory, FileId file, String contentType, long limitBytes) {
    this.files = files;
    this.inMemory = inMemory;
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
        digest = Sha256.newDigest();
        byte[] sofar = Objects.requireNonNull(memory).toByteArray();
        memory = null;
        append(sofar, 0, sofar.length);
        Failpoint.reach(Failpoint.B9_UPLOADING);
      }
      append(bytes, offset, count);
    } catch (MongoException e) {
      throw asIoException(e);
    }
  }

  private void append(byte[] bytes, int offset, int count) throws IOException {
    Objects.requireNonNull(digest).update(bytes, offset, count);
    Objects.requireNonNull(upload).write(bytes, offset, count);
  }

  @Override
  public Payload commit() throws IOException {
    if (isClosed) {
      throw new IOException("the payload was given up");
    }
    if (committed == null) {
      committed = upload == null ? inline() : stored(upload);
    }
    return committed;
  }

  private Payload inline() {
    byte[] bytes = Objects.requireNonNull(memory).toByteArray();
    return payload(inMemory.hex(bytes), new Inline(ByteBuffer.wrap(bytes)));
  }

  private Payload stored(ChunkWriter written) throws IOException {
    if (written.length() != length) {
      throw new IOException("a write failed in the middle"); // and whoever wrote went on
    }
    try {
      written.finish();
    } catch (MongoException e) {
      throw asIoException(e);
    }
    byte[] sha256 = Objects.requireNonNull(digest).digest();
    return payload(HexFormat.of().formatHex(sha256), new Stored(file));
  }

  private Payload payload(String sha256, Content content) {
    return new Payload(length, contentType, sha256, content);
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
    if (upload != null) {
      close(upload);
    }
  }

  private void close(ChunkWriter written) {
    try (written) {
      if (committed == null) {
        written.abandon();
      }
    } catch (MongoException e) {
      // the register still knows the file: the sweeper removes it
    }
  }
}
