package dev.oneshot.standalone.endtoend;

import static org.awaitility.Awaitility.await;

import dev.oneshot.request.RequestServiceApplication;
import dev.oneshot.testsupport.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** One replica of the real service in a process that may be killed. */
final class ReplicaProcess implements Closeable {
  private static final Duration READY = Duration.ofSeconds(60);

  private final Process process;
  private final Client client;

  private ReplicaProcess(Process process, Client client) {
    this.process = process;
    this.client = client;
  }

  static ReplicaProcess start(List<String> settings, Path log) throws IOException {
    int port = Ports.free();
    List<String> command =
        new ArrayList<>(List.of(JavaProcess.program(), "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", JavaProcess.classPath()));
    command.add(RequestServiceApplication.class.getName());
    command.addAll(settings);
    command.add("--server.port=" + port);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ReplicaProcess replica = new ReplicaProcess(process, new Client("http://127.0.0.1:" + port));
    try {
      replica.awaitReady();
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      replica.close();
      throw new IOException("no replica: " + Files.readString(log), e);
    }
    return replica;
  }

  private void awaitReady() {
    await()
        .atMost(READY)
        .failFast("it ended", () -> !process.isAlive())
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(() -> client.get("/v1/functions").statusCode() == 200);
  }

  Client client() {
    return client;
  }

  /** SIGKILL, as a node that goes away would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
    client.close();
  }
}
