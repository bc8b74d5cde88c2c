package dev.oneshot.faults.function;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What {@link Work} does beside its work. */
public enum Deed {
  NONE,
  EATS_MEMORY,
  /** Starts processes that live longer than it does. */
  FORKS,
  FILLS_ITS_DISK,
  /** Computes for ever, and does not care for interrupts. */
  IS_DEAF,
  EXITS,
  CLOSES_ITS_STREAMS,
  PRINTS_100_MB;

  /** How long the processes sleep that {@link #FORKS} starts, a number that nobody else uses. */
  public static final int CHILDS_SECONDS = 86_399;

  private static final int CHILDREN = 100;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int BLOCKS = 100;

  void run(Map<String, String> facts) throws IOException {
    switch (this) {
      case NONE -> {}
      case EATS_MEMORY -> eat();
      case FORKS -> fork();
      case FILLS_ITS_DISK -> fill(Path.of(facts.getOrDefault("oneshot.scratch", "")));
      case IS_DEAF -> spin();
      case EXITS -> System.exit(0);
      case CLOSES_ITS_STREAMS -> {
        System.in.close();
        System.out.close();
        System.err.close();
      }
      case PRINTS_100_MB -> print();
    }
  }

  private static void eat() {
    var _ = Stream.generate(() -> new byte[BLOCK_BYTES]).toList();
  }

  private static void fork() throws IOException {
    for (int i = 0; i < CHILDREN; i++) {
      new ProcessBuilder("sleep", Integer.toString(CHILDS_SECONDS)).start();
    }
  }

  private static void fill(Path scratch) throws IOException {
    try (OutputStream file = Files.newOutputStream(scratch.resolve("filled"))) {
      for (int i = 0; i < BLOCKS; i++) {
        file.write(new byte[BLOCK_BYTES]);
      }
    }
  }

  private static void spin() {
    long rounds = 0;
    while (rounds >= 0) {
      rounds = (rounds + 1) & Long.MAX_VALUE;
    }
  }

  private static void print() {
    byte[] line = ("x".repeat(1023) + '\n').getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < BLOCKS * 1024; i++) {
      System.err.write(line, 0, line.length);
    }
  }
}
