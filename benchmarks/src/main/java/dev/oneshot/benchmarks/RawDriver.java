package dev.oneshot.benchmarks;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import dev.oneshot.benchmarks.site.BigBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.bson.BsonString;

/** What the MongoDB driver's GridFS does by itself, with chunks as large as Oneshot's. */
final class RawDriver {
  private static final int CHUNK_BYTES = 8 * 1024 * 1024;
  private static final BsonString FILE = new BsonString("raw");

  private final GridFSBucket bucket;

  RawDriver(MongoDatabase database) {
    this.bucket = GridFSBuckets.create(database, "raw");
  }

  /** How long it took, in nanoseconds. */
  long upload(BigBody body) throws IOException {
    long start = System.nanoTime();
    try (OutputStream stream =
        bucket.openUploadStream(
            FILE, "raw", new GridFSUploadOptions().chunkSizeBytes(CHUNK_BYTES))) {
      body.writeTo(stream);
    }
    return System.nanoTime() - start;
  }

  /** How long it took, in nanoseconds, without a look at the bytes. */
  long download(BigBody body) throws IOException {
    long start = System.nanoTime();
    try (InputStream stream = open()) {
      if (BigBody.drain(stream) != body.length()) {
        throw new IOException("the store gave another length");
      }
    }
    return System.nanoTime() - start;
  }

  /** The same with the bytes' SHA-256, as Oneshot and its client each compute it. */
  long downloadWithDigest(BigBody body) throws IOException {
    long start = System.nanoTime();
    try (InputStream stream = open()) {
      BigBody.digestOf(stream, body.length());
    }
    return System.nanoTime() - start;
  }

  private InputStream open() {
    // one chunk a batch, as Oneshot reads: the embedded store does not cap a reply
    return bucket.openDownloadStream(FILE).batchSize(1);
  }

  void delete() {
    bucket.delete(FILE);
  }
}
