package dev.oneshot.pool.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oneshot.testsupport.pods.RestrictedPods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code k8s/} would apply, without a cluster. That every field and kind is one that the API
 * knows, and no kind beyond those in {@link Manifests}, is checked by reading them.
 */
class ManifestsTest {
  private static final String MINIMAL = "overlays/minimal";
  private static final String PRODUCTION = "overlays/production";
  private static final String PROCESS_POOL = "overlays/process-pool";
  private static final String PLAIN_DEPLOYMENT = "overlays/plain-deployment";

  /** Every right that there is; who adds one changes the table in k8s/README.md, too. */
  private static final List<String> REVIEWED_RIGHTS =
      List.of(
          "/pods: get, list, watch, create, delete, patch",
          "/pods/log: get",
          "coordination.k8s.io/leases: create",
          "coordination.k8s.io/leases oneshot-worker-pool: get, update",
          "apps/deployments worker-pool: get");

  /** DNS with OpenShift's port, AMQP with TLS or without, MongoDB. */
  private static final Set<Integer> PORTS_FOR_WORKERS = Set.of(53, 5353, 5671, 5672, 27017);

  private static final Map<String, String> WORKER =
      Map.of("app.kubernetes.io/name", "oneshot", "app.kubernetes.io/component", "worker");

  @BeforeAll
  static void saysWhatIsRead(TestReporter reporter) {
    reporter.publishEntry(
        "manifests",
        Manifests.IS_RENDERED
            ? "rendered by kubectl"
            : "no kubectl found: files as they are, without patches and generators");
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void everyPodMeetsTheRestrictedProfile(String overlay) {
    assertThat(deployments(overlay))
        .isNotEmpty()
        .allSatisfy(deployment -> assertThat(RestrictedPods.violations(pod(deployment))).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void namespaceRefusesOtherPods(String overlay) {
    assertThat(Manifests.of(overlay).all(Namespace.class))
        .singleElement()
        .satisfies(namespace ->
            assertThat(namespace.getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void everythingLiesInTheNamespace(String overlay) {
    assumeTrue(Manifests.IS_RENDERED);
    assertThat(Manifests.of(overlay).objects())
        .filteredOn(object -> !(object instanceof Namespace))
        .extracting(object -> object.getMetadata().getNamespace())
        .containsOnly("oneshot");
  }

  @Test
  void serviceMonitorAndAlerts_bringNothingButServicesAndAPolicy() {
    assertThat(Manifests.of("components/monitoring").objects())
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder("Service", "Service", "NetworkPolicy");
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION})
  void grantsTheReviewedRights_toTheControllerAlone(String overlay) {
    Manifests manifests = Manifests.of(overlay);
    assertThat(
            manifests.all(Role.class).stream()
                .flatMap(role -> role.getRules().stream())
                .map(ManifestsTest::inWords))
        .isEqualTo(REVIEWED_RIGHTS);
    assertThat(manifests.all(RoleBinding.class))
        .flatExtracting(RoleBinding::getSubjects)
        .singleElement()
        .satisfies(subject -> assertThat(subject.getName()).isEqualTo("worker-pool"));
  }

  @ParameterizedTest
  @ValueSource(strings = {PROCESS_POOL, PLAIN_DEPLOYMENT})
  void grantsNoRightsAndNoToken_whereNobodyMakesPods(String overlay) {
    assumeTrue(Manifests.IS_RENDERED);
    Manifests manifests = Manifests.of(overlay);
    assertThat(manifests.all(Role.class)).isEmpty();
    assertThat(manifests.all(RoleBinding.class)).isEmpty();
    assertThat(manifests.all(Deployment.class))
        .allSatisfy(
            deployment -> assertThat(pod(deployment).getAutomountServiceAccountToken()).isFalse());
  }

  /** Else each process that a function leaves behind would stay in the table when it has ended. */
  @Test
  void somebodyButTheJvmIsTheFirstProcess_whereFunctionsRunBesideIt() {
    assumeTrue(Manifests.IS_RENDERED);
    assertThat(pod(deployment(PROCESS_POOL, "worker-pool")).getShareProcessNamespace()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION})
  void onlyTheControllerHasAToken(String overlay) {
    Manifests manifests = Manifests.of(overlay);
    assertThat(manifests.all(ServiceAccount.class))
        .isNotEmpty()
        .allSatisfy(account -> assertThat(account.getAutomountServiceAccountToken()).isFalse());
    assertThat(manifests.all(Deployment.class))
        .allSatisfy(deployment ->
            assertThat(pod(deployment).getAutomountServiceAccountToken())
                .isEqualTo(deployment.getMetadata().getName().equals("worker-pool")));
  }

  @Test
  void productionCarriesNoSecret() {
    assertThat(Manifests.of(PRODUCTION).all(Secret.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void credentialsComeByReference(String overlay) {
    assertThat(
            deployments(overlay).stream()
                .flatMap(ManifestsTest::containers)
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getName().matches(".*(URI|PASS|PASSWORD|USER|TOKEN)")))
        .isNotEmpty()
        .extracting(EnvVar::getValue)
        .containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void nothingMayTalk_unlessAPolicySaysSo(String overlay) {
    assertThat(Manifests.of(overlay).all(NetworkPolicy.class))
        .anySatisfy(policy -> {
          assertThat(isForAll(policy)).isTrue();
          assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
          assertThat(policy.getSpec().getIngress()).isNullOrEmpty();
          assertThat(policy.getSpec().getEgress()).isNullOrEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void workersReachNothing_butNamesBrokerAndStore(String overlay) {
    List<NetworkPolicyEgressRule> ways =
        Manifests.of(overlay).all(NetworkPolicy.class).stream()
            .filter(policy -> selectsWorkers(policy))
            .flatMap(policy -> policy.getSpec().getEgress().stream())
            .toList();
    assertThat(ways).isNotEmpty().allSatisfy(way -> assertThat(way.getTo()).isNotEmpty());
    assertThat(ways)
        .flatExtracting(NetworkPolicyEgressRule::getPorts)
        .allSatisfy(port -> assertThat(PORTS_FOR_WORKERS).contains(port.getPort().getIntVal()));
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL, PLAIN_DEPLOYMENT})
  void everyContainerIsBounded_andSchedulersKnowWhatItNeeds(String overlay) {
    assertThat(deployments(overlay).stream().flatMap(ManifestsTest::containers))
        .allSatisfy(container -> {
          assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
          assertThat(container.getResources().getLimits()).containsKey("memory");
        });
  }

  /** Source: the order of a shutdown in request-service/README.md; two phases may wait. */
  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION})
  void replicaIsGivenTheTime_thatItsCallsMayTake(String overlay) throws IOException {
    PodSpec pod = pod(deployment(overlay, "request-service"));
    String delay =
        pod.getContainers().getFirst().getEnv().stream()
            .filter(variable -> variable.getName().equals("ONESHOT_SHUTDOWN_DELAY"))
            .map(EnvVar::getValue)
            .findFirst()
            .orElseThrow();
    assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
        .isGreaterThan(Duration.parse("PT" + delay).plus(shutdownPhase().multipliedBy(2)));
  }

  @Test
  void minimalKeepsToWhatOldClustersKnow() {
    assertThat(Manifests.of(MINIMAL).objects())
        .extracting(HasMetadata::getApiVersion)
        .containsOnly("v1", "apps/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1");
  }

  @Test
  void autoscalerAlone_saysHowManyReplicas() {
    assertThat(deployment(PRODUCTION, "request-service").getSpec().getReplicas()).isNull();
  }

  @Test
  void comesWithTheExamplesFunctions() throws IOException {
    assertThat(Manifests.ROOT.resolve("base/functions.yaml"))
        .hasSameTextualContentAs(Path.of("../examples/functions.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {MINIMAL, PRODUCTION, PROCESS_POOL})
  void configurationIsMountedAsADirectory_soThatItChanges(String overlay) {
    assumeTrue(Manifests.IS_RENDERED);
    Manifests manifests = Manifests.of(overlay);
    assertThat(manifests.all(ConfigMap.class))
        .extracting(map -> map.getMetadata().getName())
        .containsExactlyInAnyOrder("oneshot-functions", "oneshot-pools");
    assertThat(
            manifests.all(Deployment.class).stream()
                .flatMap(ManifestsTest::containers)
                .flatMap(container -> container.getVolumeMounts().stream()))
        .allSatisfy(mount -> assertThat(mount.getSubPath()).isNull());
  }

  private static String inWords(PolicyRule rule) {
    List<String> names = rule.getResourceNames();
    return String.join(",", rule.getApiGroups())
        + "/"
        + String.join(",", rule.getResources())
        + (names == null || names.isEmpty() ? "" : " " + String.join(",", names))
        + ": "
        + String.join(", ", rule.getVerbs());
  }

  private static boolean isForAll(NetworkPolicy policy) {
    return Stream.of(
            policy.getSpec().getPodSelector().getMatchLabels(),
            policy.getSpec().getPodSelector().getMatchExpressions())
        .allMatch(condition ->
            condition == null || condition.equals(Map.of()) || condition.equals(List.of()));
  }

  /** All labels that are asked for are a worker's; expressions are used for no egress. */
  private static boolean selectsWorkers(NetworkPolicy policy) {
    Map<String, String> wanted = policy.getSpec().getPodSelector().getMatchLabels();
    return policy.getSpec().getEgress() != null
        && (wanted == null || WORKER.entrySet().containsAll(wanted.entrySet()));
  }

  private static Duration shutdownPhase() throws IOException {
    Path settings = Path.of("../request-service/src/main/resources/application.yaml");
    Matcher phase =
        Pattern.compile("timeout-per-shutdown-phase: (\\d+)s").matcher(Files.readString(settings));
    assertThat(phase.find()).isTrue();
    return Duration.ofSeconds(Long.parseLong(phase.group(1)));
  }

  private static List<Deployment> deployments(String overlay) {
    return Manifests.of(overlay).all(Deployment.class);
  }

  private static Deployment deployment(String overlay, String name) {
    return deployments(overlay).stream()
        .filter(deployment -> deployment.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static PodSpec pod(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private static Stream<Container> containers(Deployment deployment) {
    PodSpec pod = pod(deployment);
    return Stream.concat(
        pod.getInitContainers() == null ? Stream.empty() : pod.getInitContainers().stream(),
        pod.getContainers().stream());
  }
}
