package dev.oneshot.examples.echo;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.oneshot.examples.call.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the bytes it was sent, under the content type they came with. Any size: nothing is
 * held but one small buffer. Called by the worker, once, on the job's thread.
 */
public final class Echo implements RequestStreamHandler {

  @Override
  public void handleRequest(InputStream input, OutputStream output, @Nullable Context context)
      throws IOException {
    Call call = Call.of(context);
    String mediaType = call.fact(Call.CONTENT_TYPE);
    if (mediaType != null) {
      call.resultContentType(mediaType);
    }
    input.transferTo(output);
  }
}
