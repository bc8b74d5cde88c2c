package dev.oneshot.pool.app;

import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster of pools with {@code isolation: pod}.
 *
 * @param owner the Deployment with which worker pods go when it is deleted
 * @param identity of this controller among those of the namespace; empty for the host's name, which
 *     is the pod's
 */
@ConfigurationProperties("oneshot.kubernetes")
record KubernetesProperties(
    @DefaultValue("worker-pool") String owner, @DefaultValue("") String identity) {
  KubernetesProperties {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(identity, "identity");
  }
}
