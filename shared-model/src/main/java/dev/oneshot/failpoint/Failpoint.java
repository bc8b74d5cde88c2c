package dev.oneshot.failpoint;

import org.jspecify.annotations.Nullable;

/**
 * Named points between every two durable steps, at which a test lets a process die or stand still:
 * {@code -Doneshot.failpoint=NAME[:kill|pause[:N]]}, at the N-th time that it comes by (default 1).
 * Off, and then free, in every process that is started without the property: the field below is a
 * constant for the JIT, and no other class is loaded.
 *
 * <p>Names begin with a letter for the part and a number for the step: {@code A} for the service,
 * {@code B} for the worker, {@code C} for the pool, {@code R} for the recovery loop. Names are
 * texts and no enum, whose constants every worker would have to make at its start.
 */
public final class Failpoint {
  /** Service: let in, nothing stored. */
  public static final String A1_ADMITTED = "A1_ADMITTED";

  /** Service: the body is stored, the job is not. */
  public static final String A2_PAYLOAD_STORED = "A2_PAYLOAD_STORED";

  /** Service: the call has its Idempotency-Key, but no job yet. */
  public static final String A2_KEY_CLAIMED = "A2_KEY_CLAIMED";

  /** Service: the job is stored, and not published; also A3, as the caller cannot tell. */
  public static final String A4_INSERTED = "A4_INSERTED";

  /** Service: a held job has one of its function's slots, and is not released. */
  public static final String A4_SLOT_TAKEN = "A4_SLOT_TAKEN";

  /** Service: a held job is released, and not published. */
  public static final String A4_RELEASED = "A4_RELEASED";

  /** Service: published, not confirmed. */
  public static final String A5_PUBLISHED = "A5_PUBLISHED";

  /** Service: the broker did not take the assignment, and the job is not rejected yet. */
  public static final String A6_REFUSED = "A6_REFUSED";

  /** Service: confirmed, and the record does not say so. */
  public static final String A7_CONFIRMED = "A7_CONFIRMED";

  /** Service: the caller is about to wait. */
  public static final String A8_WAITING = "A8_WAITING";

  /** Service: an end was heard of, and nobody was told. */
  public static final String A9_HEARD = "A9_HEARD";

  /** Service: the end is read, and nothing is answered. */
  public static final String A11_ENDED = "A11_ENDED";

  /** Service: a part of a large result is sent. */
  public static final String A12_ANSWERING = "A12_ANSWERING";

  /** Worker: in the line for a job. */
  public static final String B1_READY = "B1_READY";

  /** Worker: delivered, nothing done about it. */
  public static final String B2_DELIVERED = "B2_DELIVERED";

  /** Worker: out of the line, nothing claimed. */
  public static final String B2_CANCELLED = "B2_CANCELLED";

  /** Worker: claimed, not acknowledged. */
  public static final String B4_CLAIMED = "B4_CLAIMED";

  /** Worker: acknowledged, while the function runs; of a short one just before its end is told. */
  public static final String B4_ACKNOWLEDGED = "B4_ACKNOWLEDGED";

  /** Worker: the function runs. */
  public static final String B5_RUNNING = "B5_RUNNING";

  /** Worker: a large result has begun to go into the store. Service: a large body has. */
  public static final String B9_UPLOADING = "B9_UPLOADING";

  /** Worker: the result is stored, and the job is not ended. */
  public static final String B10_RESULT_STORED = "B10_RESULT_STORED";

  /** Worker: the job is ended, and nobody was told; also B11, as nobody was. */
  public static final String B12_FINISHED = "B12_FINISHED";

  /** Worker: told, not closed. */
  public static final String B13_TOLD = "B13_TOLD";

  /** Worker: nothing is left but to exit. */
  public static final String B14_DONE = "B14_DONE";

  /** Worker: asked to stop, and the job it holds is not given back. */
  public static final String B20_STOPPING = "B20_STOPPING";

  /** Pool: a process is started, and the controller has no note of it. */
  public static final String C1_LAUNCHED = "C1_LAUNCHED";

  /** Pool: a death is known, and the job is not taken from the dead. */
  public static final String C1_DEATH_SEEN = "C1_DEATH_SEEN";

  /** Pool: the job is taken from the dead, and nobody was told. */
  public static final String C1_RELEASED = "C1_RELEASED";

  /** Pool: told, and the worker is not forgotten. */
  public static final String C1_TOLD = "C1_TOLD";

  /** Recovery: a job is taken from a silent worker or timed out, and nobody was told. */
  public static final String R1_RECOVERED = "R1_RECOVERED";

  /** Recovery: published again, and the record does not say so. */
  public static final String R2_REPUBLISHED = "R2_REPUBLISHED";

  /** The property's name. */
  public static final String PROPERTY = "oneshot.failpoint";

  private static final @Nullable String ARMED = System.getProperty(PROPERTY);

  private Failpoint() {}

  /** Does nothing, unless this process was started to fail here. Any thread. */
  public static void reach(String point) {
    if (ARMED != null) {
      ArmedFailpoint.ofProperty().reach(point);
    }
  }

  /** What the property says; parsed by the class that only armed processes load. */
  static String armed() {
    return ARMED == null ? "" : ARMED;
  }
}
