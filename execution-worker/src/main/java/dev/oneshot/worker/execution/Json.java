package dev.oneshot.worker.execution;

import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;

/**
 * Objects to JSON and back, the way AWS's own runtime does it. The one class that touches that
 * library, so that stream handlers never load it.
 */
final class Json {
  private Json() {}

  static Object read(InputStream json, Type type) {
    return serializer(type).fromJson(json);
  }

  static void write(Object value, Type type, OutputStream json) {
    Type actual = type == Object.class ? value.getClass() : type;
    serializer(actual).toJson(value, json);
  }

  private static PojoSerializer<Object> serializer(Type type) {
    return JacksonFactory.getInstance().getSerializer(type);
  }
}
