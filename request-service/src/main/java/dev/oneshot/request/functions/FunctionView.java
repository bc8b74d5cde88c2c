package dev.oneshot.request.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function as callers see it; times are ISO 8601 durations, e.g. {@code PT30S}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FunctionView(
    String name,
    String description,
    String handler,
    String pool,
    String runTimeout,
    String queueTimeout,
    @JsonProperty("wait") @Nullable String defaultWait,
    int attempts,
    boolean idempotent,
    boolean retryOnError,
    boolean requireIdempotencyKey,
    long maxPayloadBytes,
    long maxResultBytes,
    List<String> accepts,
    String produces,
    @Nullable Integer maxRunning,
    @Nullable Integer maxQueued,
    String resultRetention,
    String recordRetention,
    Links links) {
  record Links(String self, String invocations) {}

  /** What the list of functions looks like. */
  record Page(List<FunctionView> functions) {}

  static FunctionView of(Function function) {
    Duration wait = function.defaultWait();
    String self = "/v1/functions/" + function.name();
    return new FunctionView(
        function.name(),
        function.description(),
        function.handler(),
        function.pool(),
        function.runTimeout().toString(),
        function.queueTimeout().toString(),
        wait == null ? null : wait.toString(),
        function.attempts(),
        function.isIdempotent(),
        function.isRetriedOnError(),
        function.needsIdempotencyKey(),
        function.maxPayloadBytes(),
        function.maxResultBytes(),
        function.accepts(),
        function.produces(),
        function.limits().maxRunning(),
        function.limits().maxQueued(),
        function.retention().result().toString(),
        function.retention().record().toString(),
        new Links(self, self + "/invocations"));
  }
}
