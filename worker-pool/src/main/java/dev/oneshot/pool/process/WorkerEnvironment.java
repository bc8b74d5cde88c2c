package dev.oneshot.pool.process;

import dev.oneshot.pool.launch.WorkerSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** All that a worker's process finds in its environment. */
final class WorkerEnvironment {
  private WorkerEnvironment() {}

  static Map<String, String> of(
      String id, WorkerSpec spec, Path scratch, String node, WorkerConnections connections) {
    Map<String, String> environment = new HashMap<>(connections.environment());
    environment.put("ONESHOT_WORKER_ID", id);
    environment.put("ONESHOT_WORKER_POOL", spec.pool());
    environment.put("ONESHOT_WORKER_NODE", node);
    environment.put("ONESHOT_WORKER_SCRATCH", scratch.toString());
    environment.put("ONESHOT_WORKER_MAX_JOBS", Integer.toString(spec.maxJobs()));
    environment.put("ONESHOT_WORKER_LOG_LIMIT", Long.toString(spec.logLimitBytes()));
    environment.put("ONESHOT_WORKER_DRAIN", spec.drain().toString());
    environment.put("ONESHOT_WORKER_PARENT", Long.toString(ProcessHandle.current().pid()));
    environment.put("LANG", "C.UTF-8");
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    return environment;
  }
}
