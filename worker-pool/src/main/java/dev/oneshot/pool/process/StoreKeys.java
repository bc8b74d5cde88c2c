package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.WorkerSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of the workers' login to the store: derived once by a process of theirs, where each would
 * derive it for itself with more CPU than its job costs. Who starts before the key is known, or
 * after the server's salt has changed, still does. Thread-safe.
 */
final class StoreKeys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreKeys.class);
  private static final String VARIABLE = "ONESHOT_STORE_KEY";

  /** As {@code StoreKeyMain} prints it: rounds, salt and 32 bytes. */
  private static final Pattern KEY = Pattern.compile("\\d+:[\\w+/=]+:[\\w+/]{43}=");

  /** The user may get another password, and with it another salt. */
  private static final Duration GOOD_FOR = Duration.ofHours(1);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final WorkerCommand command;
  private final Map<String, String> environment;
  private final boolean isNeeded;
  private final AtomicBoolean isAsking = new AtomicBoolean();
  private volatile Map<String, String> known = Map.of();
  private volatile @Nullable Process asked;
  private volatile boolean isClosed;

  /** On {@link System#nanoTime}. */
  private volatile long askAgain = System.nanoTime();

  StoreKeys(WorkerCommand command, WorkerConnections connections) {
    this.command = command;
    this.environment = connections.environment();
    this.isNeeded = connections.haveStorePassword();
  }

  /** The variable with the key, if it is known; does not wait. */
  Map<String, String> variable(WorkerSpec spec) {
    if (isNeeded
        && !isClosed
        && System.nanoTime() - askAgain >= 0
        && isAsking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("store-key").start(() -> ask(spec));
    }
    return known;
  }

  private void ask(WorkerSpec spec) {
    Duration pause = BETWEEN_TRIES;
    try {
      List<String> program = command.ofStoreKey(spec);
      String key = program.isEmpty() ? "" : printedBy(program);
      known = key.isEmpty() ? Map.of() : Map.of(VARIABLE, key);
      pause = GOOD_FOR;
    } catch (IOException e) {
      if (!isClosed) {
        LOG.warn("each worker derives its key to the store for now: {}", e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      askAgain = System.nanoTime() + pause.toNanos();
      isAsking.set(false);
    }
  }

  private String printedBy(List<String> program) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    asked = process;
    try {
      process.getOutputStream().close();
      if (isClosed || !process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("no key was printed within " + LIMIT.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(firstLine(process.getErrorStream()));
      }
      String printed = text(process.getInputStream()).strip();
      if (!printed.isEmpty() && !KEY.matcher(printed).matches()) {
        throw new IOException("something else than a key was printed");
      }
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(InputStream complaint) throws IOException {
    return text(complaint).lines().findFirst().orElse("no key was printed");
  }

  private static String text(InputStream printed) throws IOException {
    return new String(printed.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Ends the process that is asked, if one is. */
  @Override
  public void close() {
    isClosed = true;
    Process running = asked;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
