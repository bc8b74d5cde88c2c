package dev.oneshot.job;

import java.util.Objects;

/**
 * Where a call came from.
 *
 * @param replyTo id of the replica that waits for it; the middle part of the event's routing key
 * @param traceparent W3C trace context of the call, e.g. {@code
 *     00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
 */
public record Origin(String replyTo, String traceparent) {
  public Origin {
    Objects.requireNonNull(replyTo, "replyTo");
    Objects.requireNonNull(traceparent, "traceparent");
  }
}
