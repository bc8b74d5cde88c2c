package dev.oneshot.examples.call;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.Context;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the platform says about one call, and what the function says back about its result. Each
 * function makes one at the start of its call. Tolerates a missing context, so that a function runs
 * unchanged in a plain test or another Lambda runtime, where it just knows less.
 */
public final class Call {

  /** Media type of the request's body. */
  public static final String CONTENT_TYPE = "content-type";

  /** Identity of the worker process. */
  public static final String WORKER_ID = "oneshot.worker.id";

  /** How many jobs this process ran before this one; 0 in a pristine worker. */
  public static final String JOBS_SERVED_BEFORE = "oneshot.worker.jobs-served-before";

  /** Milliseconds from the start of the process until it was ready for a job. */
  public static final String BOOT_MILLIS = "oneshot.worker.boot-millis";

  /** Milliseconds from being ready until this job arrived. */
  public static final String IDLE_MILLIS = "oneshot.worker.idle-millis";

  /** A directory of this job's own, empty at its start, deleted after it. */
  public static final String SCRATCH = "oneshot.scratch";

  private static final String RESULT_CONTENT_TYPE = "Content-Type";

  private final Map<String, String> facts;
  private final @Nullable Map<String, String> answers;

  private Call(@Nullable Map<String, String> facts, @Nullable Map<String, String> answers) {
    this.facts = facts == null ? Collections.emptyMap() : facts;
    this.answers = answers;
  }

  /** Reads the facts from {@code context.getClientContext()}; any part of it may be missing. */
  public static Call of(@Nullable Context context) {
    ClientContext client = context == null ? null : context.getClientContext();
    return client == null
        ? new Call(null, null)
        : new Call(client.getEnvironment(), client.getCustom());
  }

  /** The value of one fact, such as {@code oneshot.scratch}, or null where it is not known. */
  public @Nullable String fact(String name) {
    return facts.get(name);
  }

  /**
   * Names the media type of the result, for example {@code application/json}. Takes effect when
   * said before the call ends. Without a platform that listens it is lost.
   */
  public void resultContentType(String mediaType) {
    if (answers != null) {
      answers.put(RESULT_CONTENT_TYPE, mediaType);
    }
  }
}
