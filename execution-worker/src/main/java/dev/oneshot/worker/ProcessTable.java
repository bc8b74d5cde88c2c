package dev.oneshot.worker;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What Linux tells of processes, proc(5). The platform's handles tell the same; they start a pool
 * of threads first.
 */
final class ProcessTable {
  /** Linux counts so for whoever asks, whatever it counts itself. */
  private static final int MILLIS_PER_TICK = 10;

  /** Of the fields behind the program's name; the first is the state. */
  private static final int START_TIME = 19;

  /** What is read of a file, which every idle worker does now and then. */
  private static final int MOST_BYTES = 1024;

  private ProcessTable() {}

  /**
   * When a process began, in ticks since the machine did: with its id it names the process for
   * ever. Negative when it has gone, or waits as a zombie for its parent to take note of that.
   *
   * @param process its id, or {@code self}
   */
  static long startTicks(String process) {
    try {
      String stat = read("/proc/" + process + "/stat");
      // the program's name, in parentheses, may contain anything
      int field = stat.lastIndexOf(')') + 2;
      if (stat.charAt(field) == 'Z') {
        return -1;
      }
      for (int i = 0; i < START_TIME; i++) {
        field = stat.indexOf(' ', field) + 1;
      }
      return Long.parseLong(stat, field, stat.indexOf(' ', field), 10);
    } catch (IOException | RuntimeException e) { // gone, or not written as Linux writes it
      return -1;
    }
  }

  /** This process's id. */
  static long self() {
    try {
      String stat = read("/proc/self/stat");
      return Long.parseLong(stat.substring(0, stat.indexOf(' ')));
    } catch (IOException | RuntimeException e) {
      return ProcessHandle.current().pid();
    }
  }

  /** How old this process is, from its very start, before the JVM's; to the hundredth second. */
  static long ageMillis() {
    try {
      String uptime = read("/proc/uptime");
      String seconds = uptime.substring(0, uptime.indexOf(' '));
      long ticks = Long.parseLong(seconds.replace(".", ""));
      return Math.max(0, (ticks - startTicks("self")) * MILLIS_PER_TICK);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  // no channel, which would be the only one of a worker's start
  private static String read(String file) throws IOException {
    try (InputStream bytes = new FileInputStream(file)) {
      return new String(bytes.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
  }
}
