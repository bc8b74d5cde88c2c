package dev.oneshot.worker.execution;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a function is told about its call. */
final class FunctionContext implements Context, ClientContext, LambdaLogger {
  private static final int MEBIBYTE = 1024 * 1024;

  private final FunctionCall call;
  private final Map<String, String> custom = new ConcurrentHashMap<>();

  FunctionContext(FunctionCall call) {
    this.call = call;
  }

  @Override
  public String getAwsRequestId() {
    return call.jobId();
  }

  @Override
  public String getFunctionName() {
    return call.function();
  }

  @Override
  public String getFunctionVersion() {
    return "$LATEST";
  }

  @Override
  public String getInvokedFunctionArn() {
    return call.function();
  }

  @Override
  public String getLogGroupName() {
    return call.function();
  }

  @Override
  public String getLogStreamName() {
    return call.jobId();
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public ClientContext getClientContext() {
    return this;
  }

  @Override
  public int getRemainingTimeInMillis() {
    long millis = (call.deadlineNanos() - System.nanoTime()) / 1_000_000;
    return Math.clamp(millis, 0, Integer.MAX_VALUE);
  }

  @Override
  public int getMemoryLimitInMB() {
    return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / MEBIBYTE);
  }

  @Override
  public LambdaLogger getLogger() {
    return this;
  }

  @Override
  public @Nullable Client getClient() {
    return null;
  }

  /** Mutable: a function puts {@code Content-Type} of its result here. */
  @Override
  public Map<String, String> getCustom() {
    return custom;
  }

  @Override
  public Map<String, String> getEnvironment() {
    return call.environment();
  }

  @Override
  public void log(String message) {
    System.out.println(message);
  }

  @Override
  public void log(byte[] message) {
    log(new String(message, StandardCharsets.UTF_8));
  }
}
