package dev.oneshot.pool.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one launcher keeps on disk: {@code BASE/run-X/WORKER/…} with a lock {@code BASE/run-X.lock}
 * that ends with its process, however that ends. A run without a held lock is a leftover; its
 * workers may still finish their jobs and are left in peace until then; what they started ends with
 * them.
 */
final class RunDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
  private static final String PREFIX = "run-";

  private final Path directory;
  private final Path lockFile;
  private final FileChannel lock;

  private RunDirectory(Path directory, Path lockFile, FileChannel lock) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Sweeps leftovers of earlier runs, as far as they can be, and begins a new one.
   *
   * @throws UncheckedIOException when {@code base} cannot be written
   */
  static RunDirectory begin(Path base) {
    try {
      Files.createDirectories(base);
      sweep(base);
      byte[] name = new byte[6];
      ThreadLocalRandom.current().nextBytes(name);
      Path directory = base.resolve(PREFIX + HexFormat.of().formatHex(name));
      Path lockFile = lockOf(directory);
      // locked before the directory is there, so that nobody ever sees it without its lock
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      DirectoryTree.createPrivate(directory);
      return new RunDirectory(directory, lockFile, lock);
    } catch (IOException e) {
      throw new UncheckedIOException("no place for workers in " + base, e);
    }
  }

  Path ofWorker(String workerId) {
    return directory.resolve(workerId);
  }

  @Override
  public void close() {
    DirectoryTree.delete(directory);
    try {
      Files.deleteIfExists(lockFile);
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sweep(Path base) throws IOException {
    for (Path run : list(base)) {
      if (run.getFileName().toString().startsWith(PREFIX) && Files.isDirectory(run)) {
        sweepRun(run);
      }
    }
  }

  // whatever is wrong with what others left, here is room for one more
  static void sweepRun(Path run) {
    Path lockFile = lockOf(run);
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held != null && isGone(run)) {
        Files.deleteIfExists(lockFile);
      }
    } catch (OverlappingFileLockException e) {
      // another launcher of this very process: alive
      return;
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("cannot delete what an earlier launcher left in {}: {}", run, e.toString());
    }
  }

  /** Deletes what of it can be, and returns whether that was all. */
  private static boolean isGone(Path run) throws IOException {
    try {
      sweepWorkers(run);
      Files.delete(run);
      return true;
    } catch (NoSuchFileException e) {
      return true; // its launcher has just closed
    } catch (DirectoryNotEmptyException e) {
      return false; // some of its workers still run
    }
  }

  private static void sweepWorkers(Path run) throws IOException {
    for (Path worker : list(run)) {
      WorkerFiles files = new WorkerFiles(worker);
      files
          .runningProcess()
          .ifPresentOrElse(
              process -> endAfter(process, worker), () -> end(worker, Leftovers.NO_SESSION));
    }
  }

  private static void endAfter(ProcessHandle process, Path worker) {
    var _ = process.onExit().thenRun(() -> end(worker, process.pid()));
  }

  private static void end(Path worker, long session) {
    Leftovers.kill(worker.getFileName().toString(), session);
    DirectoryTree.delete(worker);
  }

  private static Path lockOf(Path run) {
    return run.resolveSibling(run.getFileName() + ".lock");
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
