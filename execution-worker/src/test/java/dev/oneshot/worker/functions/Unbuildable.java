package dev.oneshot.worker.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A function whose constructor throws. */
public final class Unbuildable implements RequestHandler<String, String> {
  public Unbuildable() {
    throw new IllegalArgumentException("no key");
  }

  @Override
  public String handleRequest(String input, Context context) {
    return input;
  }
}
