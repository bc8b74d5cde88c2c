package dev.oneshot.e2e.scenarios;

import dev.oneshot.topology.Topology;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.List;
import java.util.Map;

/** The pool's worker, to be started by others than the pool: a Job, a Deployment, a test. */
final class WorkerCopy {
  /** What lets it reach broker and store where policies are enforced. No pool adopts it. */
  static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/name", "oneshot", "app.kubernetes.io/component", "worker");

  private static final String SPRING_WORKER = "oneshot/spring-worker:0.1.0";

  private WorkerCopy() {}

  /**
   * The spec of an idle worker, for another pool's queue.
   *
   * @param restartPolicy {@code Never} or {@code Always}
   */
  static PodSpec of(Site site, String pool, String restartPolicy) {
    PodSpec original = site.pods().alive(Site.DEFAULT_POOL).getFirst().pod().getSpec();
    return new PodSpecBuilder(original)
        .withNodeName(null)
        .withTolerations()
        .withActiveDeadlineSeconds(null)
        .withRestartPolicy(restartPolicy)
        .withContainers(forPool(original.getContainers().getFirst(), pool))
        .build();
  }

  /**
   * The spec of a worker as one would first write it, with Spring Boot, in the same surroundings.
   */
  static PodSpec withSpring(Site site, String pool) {
    PodSpec copy = of(site, pool, "Never");
    Container container = copy.getContainers().getFirst();
    Container spring =
        new ContainerBuilder(container)
            .withImage(SPRING_WORKER)
            .withArgs()
            .addNewEnv()
            .withName("ONESHOT_WORKER_QUEUE")
            .withValue(Topology.assignments(pool))
            .endEnv()
            .build();
    return new PodSpecBuilder(copy).withContainers(spring).build();
  }

  private static Container forPool(Container container, String pool) {
    List<EnvVar> variables =
        container.getEnv().stream()
            .map(variable ->
                variable.getName().equals("ONESHOT_WORKER_POOL")
                    ? new EnvVarBuilder(variable).withValue(pool).build()
                    : variable)
            .toList();
    return new ContainerBuilder(container).withEnv(variables).build();
  }
}
