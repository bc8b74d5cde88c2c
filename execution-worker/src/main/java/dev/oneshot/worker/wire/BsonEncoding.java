package dev.oneshot.worker.wire;

import java.util.Map;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.io.BsonOutput;

/**
 * Documents to bytes (bsonspec.org, version 1.1), of those types that are sent here. The library's
 * own writer keeps a state for each level, and its codecs ask a registry for each value.
 */
final class BsonEncoding {
  private BsonEncoding() {}

  static void write(BsonDocument document, BsonOutput target) {
    int start = target.getPosition();
    target.writeInt32(0);
    for (Map.Entry<String, BsonValue> field : document.entrySet()) {
      BsonValue value = field.getValue();
      target.writeByte(value.getBsonType().getValue());
      target.writeCString(field.getKey());
      write(value, target);
    }
    target.writeByte(0);
    target.writeInt32(start, target.getPosition() - start);
  }

  // no switch on an enum: it would be another class to load
  private static void write(BsonValue value, BsonOutput target) {
    BsonType type = value.getBsonType();
    if (type == BsonType.STRING) {
      target.writeString(value.asString().getValue());
    } else if (type == BsonType.DOCUMENT) {
      write(value.asDocument(), target);
    } else if (type == BsonType.INT32) {
      target.writeInt32(value.asInt32().getValue());
    } else if (type == BsonType.INT64) {
      target.writeInt64(value.asInt64().getValue());
    } else if (type == BsonType.DATE_TIME) {
      target.writeInt64(value.asDateTime().getValue());
    } else if (type == BsonType.BOOLEAN) {
      target.writeByte(value.asBoolean().getValue() ? 1 : 0);
    } else if (type == BsonType.BINARY) {
      BsonBinary binary = value.asBinary();
      target.writeInt32(binary.getData().length);
      target.writeByte(binary.getType());
      target.writeBytes(binary.getData());
    } else if (type != BsonType.NULL) {
      throw new IllegalArgumentException("nothing that is written here has a " + type);
    }
  }
}
