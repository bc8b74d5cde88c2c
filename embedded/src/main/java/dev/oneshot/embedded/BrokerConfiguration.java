package dev.oneshot.embedded;

import java.nio.file.Path;
import java.util.Map;

/** What Qpid is told at its start. Every value that is not Qpid's default says why. */
final class BrokerConfiguration {
  private BrokerConfiguration() {}

  /**
   * One port, one user, one virtual host that answers to every name. Model version 9.1: Qpid 10.1.0
   * refuses "10.0" in this file.
   */
  static String json(String user, String password, int port) {
    return """
    {
      "name": "oneshot", "modelVersion": "9.1",
      "authenticationproviders": [{
        "name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
        "users": [{"name": "%s", "type": "managed", "password": "%s"}]
      }],
      "ports": [{
        "name": "amqp", "type": "AMQP", "bindingAddress": "127.0.0.1", "port": "%d",
        "authenticationProvider": "plain", "protocols": ["AMQP_0_9_1"],
        "virtualhostaliases": [
          {"name": "any", "type": "patternMatchingAlias", "pattern": ".*", "virtualHostNode": "default"}
        ]
      }],
      "virtualhostnodes": [{
        "name": "default", "type": "Memory", "defaultVirtualHostNode": "true",
        "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\", \\"name\\": \\"default\\"}"
      }]
    }
    """
        .formatted(user, password, port);
  }

  static Map<String, Object> attributes(Path configuration, Path workDirectory) {
    return Map.of(
        "type", "Memory",
        "initialConfigurationLocation", configuration.toString(),
        "startupLoggedToSystemOut", false,
        // The default store is a file in the current directory.
        "preferenceStoreAttributes", Map.of("type", "Noop"),
        "context",
            Map.of(
                "qpid.work_dir", workDirectory.toString(),
                // A bind failure would otherwise leave a broker that is active and deaf.
                "broker.failStartupWithErroredChild", "true",
                // The smallest allowed: our messages are ids, and each connection takes several
                // such buffers.
                "qpid.broker.networkBufferSize", "65536"));
  }
}
