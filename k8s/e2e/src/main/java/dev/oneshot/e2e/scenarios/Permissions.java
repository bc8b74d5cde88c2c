package dev.oneshot.e2e.scenarios;

import dev.oneshot.e2e.cluster.Cluster;
import dev.oneshot.e2e.cluster.Patience;
import dev.oneshot.e2e.inside.AskApiServer;
import dev.oneshot.e2e.rules.Grants;
import dev.oneshot.testsupport.pods.RestrictedPods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/** Accounts may do what was reviewed, pods meet {@code restricted}, a worker gets nothing. */
public final class Permissions implements Scenario {
  private static final List<String> ACCOUNTS =
      List.of("request-service", "worker-pool", "oneshot-worker");

  /** May what everybody may, which differs between clusters and says nothing about ours. */
  private static final String NOBODY = "nobody";

  private static final String ASKING = "ask-api-server";

  @Override
  public String name() {
    return "permissions";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(3);
  }

  @Override
  public void prove(Site site, Findings findings) throws Exception {
    Cluster cluster = site.cluster();
    for (String account : ACCOUNTS) {
      NavigableSet<String> granted = granted(cluster, account, cluster.namespace());
      NavigableSet<String> reviewed = reviewed(account);
      findings.proof(
          "rights of " + account,
          "as reviewed: " + reviewed.size(),
          granted.equals(reviewed),
          granted.equals(reviewed) ? granted.size() + "" : difference(granted, reviewed));
      NavigableSet<String> elsewhere = granted(cluster, account, "default");
      findings.atMost("rights of " + account + " in another namespace", 0, elsewhere.size());
    }
    pods(site, findings);
    worker(site, findings);
  }

  // ---- accounts

  private static NavigableSet<String> granted(Cluster cluster, String account, String namespace) {
    NavigableSet<String> granted = rules(cluster, account, namespace);
    granted.removeAll(rules(cluster, NOBODY, namespace));
    return granted;
  }

  /** As {@code kubectl auth can-i --list --as=…} lists them. */
  private static NavigableSet<String> rules(Cluster cluster, String account, String namespace) {
    String own = cluster.namespace();
    var as =
        new ConfigBuilder(cluster.client().getConfiguration())
            .withImpersonateUsername("system:serviceaccount:" + own + ':' + account)
            .withImpersonateGroups(
                "system:serviceaccounts", "system:serviceaccounts:" + own, "system:authenticated")
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(as).build()) {
      var review =
          client
              .authorization()
              .v1()
              .selfSubjectRulesReview()
              .create(
                  new SelfSubjectRulesReviewBuilder()
                      .withNewSpec()
                      .withNamespace(namespace)
                      .endSpec()
                      .build());
      return Grants.lines(review.getStatus().getResourceRules());
    }
  }

  private static NavigableSet<String> reviewed(String account) throws IOException {
    try (var file =
        Objects.requireNonNull(
            Permissions.class.getResourceAsStream("/permissions/" + account + ".txt"), account)) {
      return Grants.reviewed(
          new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  private static String difference(NavigableSet<String> granted, NavigableSet<String> reviewed) {
    NavigableSet<String> more = new TreeSet<>(granted);
    more.removeAll(reviewed);
    NavigableSet<String> less = new TreeSet<>(reviewed);
    less.removeAll(granted);
    return "not reviewed: " + more + ", not granted: " + less;
  }

  // ---- pods

  private static void pods(Site site, Findings findings) {
    List<Pod> pods = site.cluster().pods().list().getItems();
    List<String> objections = new ArrayList<>();
    for (Pod pod : pods) {
      for (String objection : RestrictedPods.violations(pod.getSpec())) {
        objections.add(pod.getMetadata().getName() + ": " + objection);
      }
    }
    findings.proof(
        "pods that meet Pod Security's restricted",
        "all " + pods.size(),
        objections.isEmpty(),
        objections.isEmpty() ? "all" : objections.toString());
  }

  // ---- a worker

  private static void worker(Site site, Findings findings) throws Exception {
    Cluster cluster = site.cluster();
    ConfigMap program = cluster.client().resource(program(cluster)).create();
    Pod pod = cluster.client().resource(asking(site)).create();
    try {
      var asked = cluster.pods().withName(ASKING);
      Patience.await(
          "the worker has asked",
          Duration.ofMinutes(1),
          () -> {
            String phase = asked.get().getStatus().getPhase();
            return phase.equals("Succeeded") || phase.equals("Failed");
          });
      String said = asked.getLog();
      findings.proof(
          "a worker's token of the API server",
          "none",
          said.contains("token: none"),
          line(said, "token: "));
      String answer = line(said, "answer: ");
      findings.proof(
          "a worker asks the API server for secrets",
          "refused",
          answer.contains(" 401") || answer.contains(" 403") || answer.startsWith("unreachable"),
          answer);
    } finally {
      var _ = cluster.client().resource(pod).withGracePeriod(0).delete();
      var _ = cluster.client().resource(program).delete();
    }
  }

  private static String line(String text, String start) {
    return text.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElse("nothing said: " + text);
  }

  private static ConfigMap program(Cluster cluster) throws IOException {
    try (var program =
        Objects.requireNonNull(AskApiServer.class.getResourceAsStream("AskApiServer.class"))) {
      return new ConfigMapBuilder()
          .withNewMetadata()
          .withName(ASKING)
          .withNamespace(cluster.namespace())
          .endMetadata()
          .addToBinaryData("program", Base64.getEncoder().encodeToString(program.readAllBytes()))
          .build();
    }
  }

  private static Pod asking(Site site) {
    PodSpec worker = WorkerCopy.of(site, NOBODY, "Never");
    PodSpec asking =
        new PodSpecBuilder(worker)
            .addNewVolume()
            .withName("program")
            .withNewConfigMap()
            .withName(ASKING)
            .addNewItem()
            .withKey("program")
            .withPath(AskApiServer.class.getName().replace('.', '/') + ".class")
            .endItem()
            .endConfigMap()
            .endVolume()
            .editFirstContainer()
            .withArgs("-cp", "/e2e", AskApiServer.class.getName(), site.cluster().namespace())
            .addNewVolumeMount()
            .withName("program")
            .withMountPath("/e2e")
            .endVolumeMount()
            .endContainer()
            .build();
    return new PodBuilder()
        .withNewMetadata()
        .withName(ASKING)
        .withNamespace(site.cluster().namespace())
        .withLabels(WorkerCopy.LABELS)
        .endMetadata()
        .withSpec(asking)
        .build();
  }
}
