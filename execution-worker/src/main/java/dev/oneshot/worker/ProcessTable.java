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

  private static final int STATE = 0;
  private static final int START_TIME = 19;

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
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[STATE].equals("Z") ? -1 : Long.parseLong(fields[START_TIME]);
    } catch (IOException e) {
      return -1;
    }
  }

  /** This process's id. */
  static long self() {
    try {
      String stat = read("/proc/self/stat");
      return Long.parseLong(stat.substring(0, stat.indexOf(' ')));
    } catch (IOException e) {
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
    } catch (IOException e) {
      return 0;
    }
  }

  // no channel, which would be the only one of a worker's start
  private static String read(String file) throws IOException {
    try (InputStream bytes = new FileInputStream(file)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
