package dev.oneshot.faults.proof;

import dev.oneshot.faults.function.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file in which every execution of {@link dev.oneshot.faults.function.Work} notes itself; the
 * product knows nothing of it. Any number of threads may read.
 */
public record Ledger(Path file) {
  /** An empty one. */
  public static Ledger in(Path directory) throws IOException {
    return new Ledger(Files.createFile(directory.resolve("ledger")));
  }

  /** A short job of this ledger. */
  public Order order() {
    return Order.in(file);
  }

  /** All so far, in the order in which they were written. */
  public List<Execution> all() {
    return reader().next();
  }

  public List<Execution> of(Execution.Kind kind) {
    return all().stream().filter(line -> line.kind() == kind).toList();
  }

  /** Somebody who follows it from its begin. */
  public Reader reader() {
    return new Reader(file);
  }

  /** For one thread. */
  public static final class Reader {
    private final Path file;
    private long position;

    private Reader(Path file) {
      this.file = file;
    }

    /** What has come since the last look. */
    public List<Execution> next() {
      try (var channel = Files.newByteChannel(file)) {
        int length = (int) (channel.size() - position);
        var bytes = ByteBuffer.allocate(length);
        channel.position(position);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
          // each read brings some of it
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('\n') + 1;
        position += end;
        List<Execution> lines = new ArrayList<>();
        text.substring(0, end).lines().map(Execution::parse).forEach(lines::add);
        return lines;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
