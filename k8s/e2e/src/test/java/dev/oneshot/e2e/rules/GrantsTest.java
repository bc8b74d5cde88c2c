package dev.oneshot.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRuleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {
  @Test
  void spreadsRulesIntoLines() {
    ResourceRule pods =
        new ResourceRuleBuilder()
            .withApiGroups("")
            .withResources("pods", "pods/log")
            .withVerbs("get")
            .build();
    ResourceRule lease =
        new ResourceRuleBuilder()
            .withApiGroups("coordination.k8s.io")
            .withResources("leases")
            .withResourceNames("mine")
            .withVerbs("get", "patch")
            .build();

    assertThat(Grants.lines(List.of(pods, lease)))
        .containsExactly(
            "get leases.coordination.k8s.io/mine",
            "get pods",
            "get pods/log",
            "patch leases.coordination.k8s.io/mine");
  }

  @Test
  void readsAReviewedFileWithoutItsComments() {
    assertThat(Grants.reviewed(List.of("# why", "", "  get pods", "create pods ")))
        .containsExactly("create pods", "get pods");
  }
}
