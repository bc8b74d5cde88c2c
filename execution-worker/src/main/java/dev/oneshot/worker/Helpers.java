package dev.oneshot.worker;

import dev.oneshot.worker.standby.Standby;

/**
 * The threads that one job needs beside the main one, waiting for it.
 *
 * @param function runs the function
 * @param lease renews the claim
 */
record Helpers(Standby function, Standby lease) {
  private static final String FUNCTION = "function";
  private static final String LEASE = "lease";

  static Helpers start() {
    return new Helpers(Standby.start(FUNCTION), Standby.start(LEASE));
  }

  /** Those that have not been needed, and new ones for the others. */
  Helpers complete() {
    return new Helpers(
        function.isUsed() ? Standby.start(FUNCTION) : function,
        lease.isUsed() ? Standby.start(LEASE) : lease);
  }
}
