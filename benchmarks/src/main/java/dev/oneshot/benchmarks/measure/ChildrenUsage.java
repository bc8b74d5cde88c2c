package dev.oneshot.benchmarks.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * CPU time of this process's children that have ended and were waited for, with all they waited for
 * themselves: {@code getrusage(RUSAGE_CHILDREN)}, to the microsecond, where {@code /proc} counts in
 * hundredths of a second. Linux on 64 bits only.
 */
public final class ChildrenUsage {
  private static final int RUSAGE_CHILDREN = -1;

  /** Two {@code timeval}s of two longs, and fourteen more longs. */
  private static final int STRUCT_BYTES = 18 * Long.BYTES;

  @SuppressWarnings("restricted") // the launcher script allows it
  private static final MethodHandle GETRUSAGE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private ChildrenUsage() {}

  /** User and system time together, in seconds, since this process began. */
  public static double cpuSeconds() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment usage = arena.allocate(STRUCT_BYTES, Long.BYTES);
      int failed = (int) GETRUSAGE.invokeExact(RUSAGE_CHILDREN, usage);
      if (failed != 0) {
        throw new IllegalStateException("getrusage failed");
      }
      return at(usage, 0) + at(usage, 1) / 1e6 + at(usage, 2) + at(usage, 3) / 1e6;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static long at(MemorySegment usage, long index) {
    return usage.getAtIndex(ValueLayout.JAVA_LONG, index);
  }
}
