package dev.oneshot.payload;

import java.io.IOException;
import java.io.InputStream;

/**
 * Keeps payloads of any size without ever holding a large one whole. Safe for use by many threads.
 */
public interface PayloadStore {
  /** Up to here a payload lies inside its job's document, above it in a file of its own. */
  int MAX_INLINE_BYTES = 256 * 1024;

  /**
   * Starts writing.
   *
   * @param file under which the bytes are kept should they be too many for the document
   * @param limitBytes above which a write fails with {@link PayloadTooLargeException}
   */
  PayloadWriter write(FileId file, String contentType, long limitBytes);

  /**
   * Reads from a position on. No byte is given that has not been checked: up to {@link
   * #MAX_INLINE_BYTES} by their SHA-256, more by the CRC-32C of each chunk (of a file that was
   * written before there were any, by SHA-256 at the end of a read from position 0). Whatever fails
   * while reading is an {@link IOException}.
   *
   * @throws PayloadDamagedException now or while reading, when the bytes are gone or not those that
   *     were written
   */
  InputStream read(Payload payload, long fromByte) throws IOException;

  /** Idempotent. Does nothing for payloads that are not in a file. */
  void delete(Payload payload);

  /** Idempotent; also removes what an upload that was cut off left behind. */
  void delete(FileId file);
}
