package dev.oneshot.payload;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Bytes somebody sent or a function gave back: what is known about them, and where they are.
 *
 * @param length in bytes
 * @param contentType as declared by whoever wrote them; never interpreted
 * @param sha256 in hexadecimal, as computed by whoever wrote them
 */
public record Payload(long length, String contentType, String sha256, Content content) {
  /** SHA-256 of no bytes at all. */
  public static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  public Payload {
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(content, "content");
    if (length < 0) {
      throw new IllegalArgumentException("length must not be negative");
    }
  }

  public static Payload empty(String contentType) {
    return new Payload(0, contentType, SHA256_OF_NOTHING, new Inline(ByteBuffer.allocate(0)));
  }

  /** This with its bytes expired, unless they are in the payload store. */
  public Payload withoutBytes() {
    return content instanceof Inline ? expired() : this;
  }

  public Payload expired() {
    return new Payload(length, contentType, sha256, new Expired());
  }

  /** Where the bytes are. */
  public sealed interface Content {}

  /** Within the job's own document. */
  public record Inline(ByteBuffer bytes) implements Content {
    public Inline {
      bytes = bytes.asReadOnlyBuffer();
    }

    /** A view with a position of its own. */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }
  }

  /** In the payload store, under an id that no other attempt uses. */
  public record Stored(FileId file) implements Content {
    public Stored {
      Objects.requireNonNull(file, "file");
    }
  }

  /** Deleted, by retention or on request. */
  public record Expired() implements Content {}
}
