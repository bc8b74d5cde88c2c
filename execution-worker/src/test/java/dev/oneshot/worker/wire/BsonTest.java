package dev.oneshot.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** Held against the library's own codecs. */
class BsonTest {
  private static final BsonDocument SENT =
      new BsonDocument("text", new BsonString("déjà vu, \u0000 and 日本"))
          .append("empty", new BsonString(""))
          .append("number", new BsonInt32(-7))
          .append("long", new BsonInt64(Long.MIN_VALUE))
          .append("time", new BsonDateTime(1_764_150_000_123L))
          .append("yes", BsonBoolean.TRUE)
          .append("no", BsonBoolean.FALSE)
          .append("nothing", BsonNull.VALUE)
          .append("bytes", new BsonBinary(new byte[] {1, 0, -1}))
          .append("nameé", new BsonDocument("inner", new BsonDocument()));

  @Test
  void writesWhatTheLibraryWrites() {
    BasicOutputBuffer written = new BasicOutputBuffer();

    BsonEncoding.write(SENT, written);

    assertThat(written.toByteArray()).isEqualTo(libraryBytes(SENT));
  }

  @Test
  void refusesToWriteWhatNothingHereHas() {
    BsonDocument document = new BsonDocument("key", new BsonMaxKey());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BsonEncoding.write(document, new BasicOutputBuffer()))
        .withMessageContaining("MAX_KEY");
  }

  @Test
  void readsWhatTheLibraryReads() throws Exception {
    BsonDocument answer =
        SENT.clone()
            .append("double", new BsonDouble(1.0))
            .append("list", new BsonArray(Arrays.asList(new BsonString("a"), BsonNull.VALUE)));

    Document read = BsonDecoding.read(libraryBytes(answer), 0);

    assertThat(read)
        .isEqualTo(
            new DocumentCodec().decode(answer.asBsonReader(), DecoderContext.builder().build()));
  }

  @Test
  void goesOnBehindWhatItLeavesOut() throws Exception {
    BsonDocument answer =
        new BsonDocument("id", new BsonObjectId(new ObjectId()))
            .append("clusterTime", new BsonTimestamp(17, 3))
            .append("ok", new BsonDouble(1));

    assertThat(BsonDecoding.read(libraryBytes(answer), 0))
        .containsEntry("id", null)
        .containsEntry("ok", 1.0);
  }

  @Test
  void reportsWhatIsNoDocument_whereverItEnds() {
    byte[] whole = libraryBytes(SENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);

      assertThatExceptionOfType(IOException.class).isThrownBy(() -> BsonDecoding.read(cut, 0));
    }
    byte[] backwards = {16, 0, 0, 0, 3, 'a', 0, -3, -1, -1, -1, 0, 0, 0, 0, 0};
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> BsonDecoding.read(backwards, 0));
    byte[] unknown = libraryBytes(new BsonDocument("key", new BsonMaxKey()));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> BsonDecoding.read(unknown, 0));
  }

  private static byte[] libraryBytes(BsonDocument document) {
    ByteBuffer bytes =
        new RawBsonDocument(document, new BsonDocumentCodec()).getByteBuffer().asNIO();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
