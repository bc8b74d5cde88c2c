package dev.oneshot.benchmarks;

import java.io.IOException;

/**
 * The least that a JVM can do, to hold a worker against. Ends when its standard input does, so that
 * its memory can be read before.
 */
final class Hello {
  private Hello() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("hello");
    while (System.in.read() >= 0) {
      // nobody writes
    }
  }
}
