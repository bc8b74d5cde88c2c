package dev.oneshot.request.submission;

import dev.oneshot.request.functions.Function;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A call as it came in, its header checked, its body unread.
 *
 * @param contentType of the body, as sent
 * @param length of the body as announced, -1 where it was not
 * @param idempotencyKey 1 to 255 visible characters
 * @param queueTimeout until its first start, at most what the function allows
 * @param runTimeout of one attempt, at most what the function allows
 * @param isSynchronous whether the caller waits; decides about retries
 * @param traceparent of the span that the call opened
 */
record Call(
    Function function,
    String contentType,
    long length,
    InputStream body,
    Optional<String> idempotencyKey,
    Duration queueTimeout,
    Duration runTimeout,
    boolean isSynchronous,
    String traceparent) {
  Call {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(idempotencyKey, "idempotencyKey");
    Objects.requireNonNull(queueTimeout, "queueTimeout");
    Objects.requireNonNull(runTimeout, "runTimeout");
    Objects.requireNonNull(traceparent, "traceparent");
  }
}
