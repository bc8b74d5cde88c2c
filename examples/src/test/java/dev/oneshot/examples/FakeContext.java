package dev.oneshot.examples;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call's context as the platform hands it over: read-only facts and a map to answer into. */
@SuppressWarnings("NullAway") // The Lambda interface says nothing of nulls; what is unused is null.
public final class FakeContext implements Context, ClientContext {

  private final Map<String, String> environment;
  private final Map<String, String> custom = new HashMap<>();

  private FakeContext(Map<String, String> environment) {
    this.environment = Collections.unmodifiableMap(environment);
  }

  /** A context with these facts: name, value, name, value. */
  public static FakeContext knowing(String... namesAndValues) {
    Map<String, String> facts = new HashMap<>();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      facts.put(namesAndValues[index], namesAndValues[index + 1]);
    }
    return new FakeContext(facts);
  }

  /** What the function said its result is. */
  public @Nullable String resultContentType() {
    return custom.get("Content-Type");
  }

  @Override
  public ClientContext getClientContext() {
    return this;
  }

  @Override
  public Map<String, String> getCustom() {
    return custom;
  }

  @Override
  public Map<String, String> getEnvironment() {
    return environment;
  }

  @Override
  public Client getClient() {
    return null;
  }

  @Override
  public String getAwsRequestId() {
    return "job-1";
  }

  @Override
  public String getLogGroupName() {
    return null;
  }

  @Override
  public String getLogStreamName() {
    return null;
  }

  @Override
  public String getFunctionName() {
    return "test";
  }

  @Override
  public String getFunctionVersion() {
    return "1";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "test";
  }

  @Override
  public CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public int getRemainingTimeInMillis() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int getMemoryLimitInMB() {
    return 64;
  }

  @Override
  public LambdaLogger getLogger() {
    return null;
  }
}
