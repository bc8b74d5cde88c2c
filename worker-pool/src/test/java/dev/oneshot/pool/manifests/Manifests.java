package dev.oneshot.pool.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a kustomization applies. With {@code kubectl} on the path it is rendered by it; without, the
 * files that the kustomization names are read as they are: patches and generators are then left
 * out.
 */
record Manifests(List<HasMetadata> objects) {
  static final Path ROOT = Path.of("../k8s");
  static final boolean IS_RENDERED = hasKubectl();

  /** All kinds that may be applied; but for the namespace all belong to one. */
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Namespace", Namespace.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class));

  /** Somebody else's definitions, of which there is no model here. */
  private static final Set<String> FOREIGN_KINDS =
      Set.of("monitoring.coreos.com/v1/PrometheusRule", "monitoring.coreos.com/v1/ServiceMonitor");

  private static final Map<String, Manifests> KNOWN = new ConcurrentHashMap<>();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ObjectMapper STRICT = strictMapper();

  /** {@code path} below {@code k8s/}, e.g. {@code overlays/minimal}. */
  static Manifests of(String path) {
    return KNOWN.computeIfAbsent(path, Manifests::load);
  }

  private static Manifests load(String path) {
    Path directory = ROOT.resolve(path);
    Stream<JsonNode> documents =
        IS_RENDERED ? documents(rendered(directory)) : read(directory).stream();
    return new Manifests(documents.flatMap(Manifests::typed).toList());
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Without the model's own way of keeping fields that it does not know. */
  private static ObjectMapper strictMapper() {
    ObjectMapper mapper =
        new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.setAnnotationIntrospector(
        new JacksonAnnotationIntrospector() {
          private static final long serialVersionUID = 1L;

          @Override
          public Boolean hasAnySetter(Annotated member) {
            return false;
          }
        });
    return mapper;
  }

  private static Stream<HasMetadata> typed(JsonNode document) {
    String kind = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
    if (FOREIGN_KINDS.contains(kind)) {
      return Stream.empty();
    }
    Class<? extends HasMetadata> type = KINDS.get(kind);
    if (type == null) {
      throw new AssertionError(kind + " is not among the kinds that may be applied");
    }
    try {
      return Stream.of(STRICT.treeToValue(document, type));
    } catch (JsonProcessingException e) {
      throw new AssertionError(kind + ": " + e.getOriginalMessage(), e);
    }
  }

  private static Stream<JsonNode> documents(String yaml) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> read(Path directory) {
    JsonNode kustomization =
        documents(text(directory.resolve("kustomization.yaml"))).findFirst().orElseThrow();
    List<JsonNode> found = new ArrayList<>();
    for (String key : List.of("bases", "resources", "components")) {
      for (JsonNode entry : kustomization.path(key)) {
        Path path = directory.resolve(entry.asText());
        found.addAll(Files.isDirectory(path) ? read(path) : documents(text(path)).toList());
      }
    }
    return found;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rendered(Path directory) {
    try {
      Process kubectl =
          new ProcessBuilder("kubectl", "kustomize", directory.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
      if (kubectl.waitFor() != 0) {
        throw new AssertionError("kubectl kustomize " + directory + " failed");
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static boolean hasKubectl() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
  }
}
