package dev.oneshot.worker.execution;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/**
 * Answers the JSON object it was sent. Part of the worker so that its build can train the start-up
 * cache with a function on objects.
 */
public final class JsonEcho implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  @Override
  public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
    return input;
  }
}
