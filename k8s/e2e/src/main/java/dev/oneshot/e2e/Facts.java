package dev.oneshot.e2e;

import dev.oneshot.benchmarks.measure.Machine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On what and when, as lines of the report. */
record Facts(Map<String, String> lines) {

  static Facts of(Installation installation, Path root, @Nullable String note) throws Exception {
    KubernetesClient client = installation.cluster().client();
    var node = installation.cluster().node();
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("when", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + "");
    if (note != null) {
      lines.put("cluster", note);
    }
    lines.put("Kubernetes", client.getKubernetesVersion().getGitVersion());
    lines.put("kubelet", node.getKubeletVersion());
    lines.put("container runtime", node.getContainerRuntimeVersion());
    lines.put("kernel", node.getKernelVersion() + ", " + node.getOsImage());
    lines.put("nodes", String.valueOf(client.nodes().list().getItems().size()));
    lines.put("this machine", Machine.hardware());
    lines.put("commit", commit(root));
    return new Facts(lines);
  }

  private static String commit(Path root) throws Exception {
    String commit = Command.run(root, "git", "rev-parse", "--short=12", "HEAD").trim();
    boolean isClean = Command.run(root, "git", "status", "--porcelain").isBlank();
    return isClean ? commit : commit + " with changes";
  }
}
