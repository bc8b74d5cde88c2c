package dev.oneshot.testsupport;

import java.io.IOException;
import java.util.Map;

/**
 * The environment that keeps a RabbitMQ node and its tools inside one directory and on ports of
 * their own.
 */
record RabbitEnvironment(
    RabbitDirectory directory, int port, int distributionPort, int portMapperPort) {
  ProcessBuilder command(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
    environment.putAll(
        Map.of(
            "HOME",
            directory.child("home"),
            "LC_ALL",
            "C.UTF-8",
            "ERL_EPMD_PORT",
            String.valueOf(portMapperPort),
            "ERL_EPMD_ADDRESS",
            "127.0.0.1",
            "RABBITMQ_CONF_ENV_FILE",
            "/dev/null",
            "RABBITMQ_NODENAME",
            "oneshot" + port + "@localhost",
            "RABBITMQ_NODE_PORT",
            String.valueOf(port),
            "RABBITMQ_NODE_IP_ADDRESS",
            "127.0.0.1",
            "RABBITMQ_DIST_PORT",
            String.valueOf(distributionPort)));
    environment.putAll(
        Map.of(
            "RABBITMQ_MNESIA_BASE", directory.child("mnesia"),
            "RABBITMQ_LOG_BASE", directory.child("log"),
            "RABBITMQ_LOGS", "-",
            "RABBITMQ_CONFIG_FILE", directory.child("rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE", directory.child("enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR", directory.child("generated"),
            "RABBITMQ_PID_FILE", directory.child("pid"),
            // or a node that fails to start leaves a dump of its memory in our working directory
            "ERL_CRASH_DUMP_BYTES", "0",
            // Makes the script exec the Erlang VM: the process we start is then the broker, and
            // gets our signals.
            "RUNNING_UNDER_SYSTEMD", "true",
            // Idle schedulers that spin would take the processor from what is under test.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none"));
    return builder;
  }

  /**
   * RabbitMQ would start one that outlives it; one that is already there is used instead, and it is
   * ours to end.
   */
  Process startPortMapper() throws IOException {
    return command("epmd", "-port", String.valueOf(portMapperPort), "-address", "127.0.0.1")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
