package dev.oneshot.pool.kubernetes;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Kubernetes API server with its etcd and nothing else: objects are stored and judged, and no pod
 * ever runs. Its programs are {@code $ONESHOT_TEST_APISERVER} and {@code etcd} on the path.
 */
final class ApiServer implements AutoCloseable {
  private static final String TOKEN = "test-token";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private ApiServer(Path directory) throws IOException {
    this.directory = directory;
    this.port = freePort();
  }

  /** Why there is none, empty where both programs are found. */
  static Optional<String> missing() {
    String server = System.getenv("ONESHOT_TEST_APISERVER");
    if (server == null || !Files.isExecutable(Path.of(server))) {
      return Optional.of("ONESHOT_TEST_APISERVER names no kube-apiserver");
    }
    boolean hasEtcd =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "etcd")));
    return hasEtcd ? Optional.empty() : Optional.of("no etcd on the path");
  }

  static ApiServer start(Path directory) throws Exception {
    ApiServer server = new ApiServer(directory);
    try {
      server.startPrograms();
      server.awaitReady();
      return server;
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  private void startPrograms() throws IOException, NoSuchAlgorithmException {
    String etcd = "http://127.0.0.1:" + freePort();
    run(
        "etcd",
        "--data-dir=" + directory.resolve("etcd"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + etcd,
        "--advertise-client-urls=" + etcd,
        "--listen-peer-urls=http://127.0.0.1:" + freePort());
    Path key = Files.writeString(directory.resolve("key.pem"), newKey());
    Path tokens =
        Files.writeString(directory.resolve("tokens.csv"), TOKEN + ",test,test,system:masters\n");
    run(
        System.getenv("ONESHOT_TEST_APISERVER"),
        "--etcd-servers=" + etcd,
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--cert-dir=" + directory.resolve("certificates"),
        "--token-auth-file=" + tokens,
        "--authorization-mode=RBAC",
        "--service-account-issuer=test",
        "--service-account-key-file=" + key,
        "--service-account-signing-key-file=" + key,
        "--service-cluster-ip-range=10.0.0.0/24",
        "--disable-admission-plugins=ServiceAccount");
  }

  private void run(String... command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(Path.of(command[0]).getFileName() + ".log").toFile())
            .start());
  }

  private void awaitReady() {
    try (KubernetesClient client = client()) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .failFast(
              "it ended; its log is in " + directory,
              () -> !processes.stream().allMatch(Process::isAlive))
          .ignoreExceptions()
          .until(() -> client.namespaces().withName("default").get() != null);
    }
  }

  String version() {
    try (KubernetesClient client = client()) {
      return client.getKubernetesVersion().getGitVersion();
    }
  }

  /** As an administrator, in the namespace {@code default}. */
  KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://127.0.0.1:" + port)
            .withOauthToken(TOKEN)
            .withTrustCerts(true)
            .withDisableHostnameVerification(true)
            .withNamespace("default")
            .build();
    return new KubernetesClientBuilder().withConfig(Cluster.impatient(config)).build();
  }

  @Override
  public void close() {
    processes.reversed().forEach(ApiServer::end);
  }

  private static void end(Process process) {
    process.destroyForcibly();
    try {
      var _ = process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String newKey() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
