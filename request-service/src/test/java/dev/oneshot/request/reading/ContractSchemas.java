package dev.oneshot.request.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code openapi.yaml}, and answers held against it. */
final class ContractSchemas {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private ContractSchemas() {}

  static JsonNode document() {
    try (InputStream yaml = new ClassPathResource("openapi.yaml").getInputStream()) {
      return JSON.valueToTree(new Yaml().<Object>load(yaml));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails where the JSON is not as the schema has it, or has more than the schema names. */
  static JsonNode assertMatches(String schemaName, String json) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$ref", "#/components/schemas/" + schemaName);
    root.set("components", closed(document().get("components").deepCopy()));
    Schema schema = REGISTRY.getSchema(root);
    JsonNode value = JSON.readTree(json);
    assertThat(schema.validate(value)).as(json).isEmpty();
    return value;
  }

  // clients must put up with new properties, but a test wants to know of each
  private static JsonNode closed(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("properties").isObject()) {
      object.put("additionalProperties", false);
    }
    node.forEach(ContractSchemas::closed);
    return node;
  }
}
