package dev.oneshot.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestrictedTest {
  private static final String GOOD =
      """
      securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: main
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          ports: [{containerPort: 8080}]
      volumes:
        - {name: tmp, emptyDir: {}}
        - {name: settings, configMap: {name: settings}}
      """;

  @Test
  void admitsAPodThatMeetsTheLevel() {
    assertThat(Restricted.objections(pod(GOOD))).isEmpty();
  }

  @Test
  void admitsWhatOnlyTheContainerSays() {
    String pod =
        """
        containers:
          - name: main
            securityContext:
              runAsNonRoot: true
              seccompProfile: {type: Localhost}
              allowPrivilegeEscalation: false
              capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
        """;
    assertThat(Restricted.objections(pod(pod))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runAsNonRoot: true|runAsNonRoot: false|main may run as root",
        "runAsUser: 65532|runAsUser: 0|main runs as user 0",
        "type: RuntimeDefault|type: Unconfined|main has no seccomp profile",
        "allowPrivilegeEscalation: false|privileged: false|main may escalate its privileges",
        "allowPrivilegeEscalation: false|allowPrivilegeEscalation: false, privileged: true|main is"
            + " privileged",
        "drop: [ALL]|drop: [CHOWN]|main keeps capabilities",
        "drop: [ALL]|drop: [ALL], add: [SYS_TIME]|main adds capabilities",
        "containerPort: 8080|containerPort: 8080, hostPort: 80|main has a host port",
        "emptyDir: {}|hostPath: {path: /}|volume tmp is of a kind that is not allowed",
        "volumes:|hostNetwork: true\\nvolumes:|hostNetwork",
      })
  void objects(String right, String wrong, String objection) {
    String bad = GOOD.replace(right, wrong.replace("\\n", "\n"));

    assertThat(Restricted.objections(pod(bad))).contains(objection);
  }

  @Test
  void looksAtInitContainersToo() {
    String pod = GOOD + "initContainers: [{name: first}]\n";

    assertThat(Restricted.objections(pod(pod)))
        .contains("first may escalate its privileges", "first keeps capabilities");
  }

  @SuppressWarnings("deprecation") // its successor needs a client
  private static PodSpec pod(String yaml) {
    return Serialization.unmarshal(yaml, PodSpec.class);
  }
}
