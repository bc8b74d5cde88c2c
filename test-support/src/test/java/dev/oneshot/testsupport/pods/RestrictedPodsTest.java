package dev.oneshot.testsupport.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import org.junit.jupiter.api.Test;

class RestrictedPodsTest {
  private static PodSpecBuilder aRestrictedPod() {
    return new PodSpecBuilder()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("it")
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer();
  }

  @Test
  void admitsWhatGivesUpAllThatTheProfileNames() {
    assertThat(RestrictedPods.violations(aRestrictedPod().build())).isEmpty();
  }

  @Test
  void namesEverythingThatAPodWithoutAnySettingKeeps() {
    PodSpec pod = new PodSpecBuilder().addNewContainer().withName("it").endContainer().build();
    assertThat(RestrictedPods.violations(pod))
        .containsExactly(
            "container it may gain privileges",
            "container it may run as root",
            "container it may make any system call",
            "container it keeps capabilities");
  }

  @Test
  void refusesTheNodesOwnThings() {
    PodSpec pod =
        aRestrictedPod()
            .withHostNetwork(true)
            .addNewVolume()
            .withName("logs")
            .withNewHostPath("/var/log", "Directory")
            .endVolume()
            .editFirstContainer()
            .addNewPort()
            .withContainerPort(80)
            .withHostPort(80)
            .endPort()
            .endContainer()
            .build();
    assertThat(RestrictedPods.violations(pod))
        .containsExactly(
            "the node's network is shared",
            "volume logs is of a kind that is not allowed",
            "container it takes the node's port 80");
  }

  @Test
  void containerMayNotTakeBackWhatItsPodGaveUp() {
    PodSpec pod =
        aRestrictedPod()
            .editFirstContainer()
            .editSecurityContext()
            .withRunAsUser(0L)
            .withRunAsNonRoot(false)
            .withNewSeccompProfile()
            .withType("Unconfined")
            .endSeccompProfile()
            .endSecurityContext()
            .endContainer()
            .build();
    assertThat(RestrictedPods.violations(pod))
        .containsExactly(
            "container it may run as root",
            "container it runs as root",
            "container it may make any system call");
  }

  @Test
  void looksAtInitContainersToo() {
    PodSpec pod =
        aRestrictedPod().addNewInitContainer().withName("first").endInitContainer().build();
    assertThat(RestrictedPods.violations(pod))
        .contains("container first may gain privileges", "container first keeps capabilities");
  }

  @Test
  void admitsTheOneCapabilityThatTheProfileNames_andNoOther() {
    assertThat(RestrictedPods.violations(withCapability("NET_BIND_SERVICE"))).isEmpty();
    assertThat(RestrictedPods.violations(withCapability("SYS_TIME")))
        .containsExactly("container it keeps capabilities");
  }

  private static PodSpec withCapability(String added) {
    return aRestrictedPod()
        .editFirstContainer()
        .editSecurityContext()
        .editCapabilities()
        .addToAdd(added)
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .build();
  }

  @Test
  void refusesAPrivilegedContainer_andOneThatSeesMoreOfProc() {
    PodSpec pod =
        aRestrictedPod()
            .editFirstContainer()
            .editSecurityContext()
            .withPrivileged(true)
            .withProcMount("Unmasked")
            .endSecurityContext()
            .endContainer()
            .build();
    assertThat(RestrictedPods.violations(pod))
        .containsExactly("container it is privileged", "container it sees more of /proc");
  }
}
