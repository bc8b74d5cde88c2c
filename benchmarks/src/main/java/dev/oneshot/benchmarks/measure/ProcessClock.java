package dev.oneshot.benchmarks.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * CPU time of a process that lives, all its threads together, those that ended included: {@code
 * clock_getcpuclockid} and {@code clock_gettime}, to the nanosecond, where {@code /proc/PID/stat}
 * counts in hundredths of a second. Linux on 64 bits only.
 */
final class ProcessClock {
  private static final MethodHandle CLOCK_OF_PROCESS =
      handle(
          "clock_getcpuclockid",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  private static final MethodHandle TIME =
      handle(
          "clock_gettime",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private ProcessClock() {}

  @SuppressWarnings("restricted") // the launcher script allows it
  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }

  /** User and system time so far; zero for a process that is gone. */
  static Duration of(long pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment clock = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int unknown = (int) CLOCK_OF_PROCESS.invokeExact((int) pid, clock);
      if (unknown != 0) {
        return Duration.ZERO;
      }
      int gone = (int) TIME.invokeExact(clock.get(ValueLayout.JAVA_INT, 0), time);
      return gone != 0
          ? Duration.ZERO
          : Duration.ofSeconds(
              time.getAtIndex(ValueLayout.JAVA_LONG, 0), time.getAtIndex(ValueLayout.JAVA_LONG, 1));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
