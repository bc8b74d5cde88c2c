package dev.oneshot.worker.execution;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RequestHandler} as a stream handler. {@code String}, {@code byte[]} and {@code
 * InputStream} are the bytes themselves, anything else is JSON. A call without a body gives the
 * function {@code null} where JSON is expected.
 */
final class ObjectHandler<I, O> implements RequestStreamHandler {
  static final String CONTENT_TYPE = "Content-Type";

  private final RequestHandler<I, O> handler;
  private final Type inputType;
  private final Type outputType;

  private ObjectHandler(RequestHandler<I, O> handler, Type inputType, Type outputType) {
    this.handler = handler;
    this.inputType = inputType;
    this.outputType = outputType;
  }

  static <I, O> ObjectHandler<I, O> of(RequestHandler<I, O> handler) {
    Type[] types = TypeArguments.of(handler.getClass(), RequestHandler.class);
    return new ObjectHandler<>(handler, types[0], types[1]);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    O result = handler.handleRequest(read(input), context);
    write(result, output, context);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  // the type was read from the handler's own signature, and AWS's interface knows no null marks
  private I read(InputStream input) throws IOException {
    if (inputType == InputStream.class) {
      return (I) input;
    }
    byte[] bytes = input.readAllBytes();
    if (inputType == byte[].class) {
      return (I) bytes;
    }
    if (inputType == String.class) {
      return (I) new String(bytes, StandardCharsets.UTF_8);
    }
    return bytes.length == 0 || inputType == Void.class
        ? null
        : (I) Json.read(new ByteArrayInputStream(bytes), inputType);
  }

  private void write(@Nullable Object result, OutputStream output, Context context)
      throws IOException {
    if (result == null) {
      return; // no result is no bytes
    }
    if (result instanceof byte[] bytes) {
      output.write(bytes);
    } else if (result instanceof InputStream stream) {
      try (stream) {
        stream.transferTo(output);
      }
    } else if (result instanceof String text) {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    } else {
      context.getClientContext().getCustom().putIfAbsent(CONTENT_TYPE, "application/json");
      Json.write(result, outputType, output);
    }
  }
}
