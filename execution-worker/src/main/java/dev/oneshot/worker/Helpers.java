package dev.oneshot.worker;

import dev.oneshot.worker.standby.Standby;

/**
 * The threads that one job needs beside the main one, waiting for it.
 *
 * @param function runs the function
 * @param lease renews the claim
 */
record Helpers(Standby function, Standby lease) {
  static Helpers start() {
    return new Helpers(Standby.start("function"), Standby.start("lease"));
  }
}
