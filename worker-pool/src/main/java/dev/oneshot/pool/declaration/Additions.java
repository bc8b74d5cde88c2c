package dev.oneshot.pool.declaration;

import dev.oneshot.declarations.Block;
import dev.oneshot.declarations.Kind;
import dev.oneshot.pool.kubernetes.EnvSource;
import dev.oneshot.pool.kubernetes.Mount;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a preset or a pool adds to its workers' pods.
 *
 * @param mounts by their paths
 */
record Additions(Map<String, String> env, Set<EnvSource> envFrom, Map<String, Mount> mounts) {
  private static final String RESERVED = "ONESHOT_";

  static Additions of(Block block) {
    Map<String, String> env = block.map("env", Kind.TEXT);
    env.keySet().forEach(name -> checkVariable(block, name));
    Set<EnvSource> envFrom = new LinkedHashSet<>();
    block.list("env-from").forEach(source -> envFrom.add(envSource(source)));
    Map<String, Mount> mounts = new LinkedHashMap<>();
    for (Block volume : block.list("volumes")) {
      Mount mount = mount(volume);
      if (mounts.put(mount.path(), mount) != null) {
        volume.wrong("path", "another volume lies there already");
      }
    }
    return new Additions(env, envFrom, mounts);
  }

  private static void checkVariable(Block block, String name) {
    block.check(Keys.isVariable(name), "env", name + " is no name of an environment variable");
    block.check(
        !name.startsWith(RESERVED), "env", name + " is not yours to set: " + RESERVED + "… is");
  }

  private static EnvSource envSource(Block block) {
    return isSecret(block)
        ? new EnvSource.Secret(block.required("secret", Keys.NAME, "none"))
        : new EnvSource.ConfigMap(block.required("config-map", Keys.NAME, "none"));
  }

  private static Mount mount(Block block) {
    String path = block.required("path", Keys.MOUNT_PATH, "/none");
    return new Mount(path, envSource(block));
  }

  private static boolean isSecret(Block block) {
    boolean isSecret = block.has("secret");
    if (isSecret == block.has("config-map")) {
      block.wrong("it must name either a secret or a config-map");
    }
    return isSecret;
  }

  List<EnvSource> sources() {
    return List.copyOf(envFrom);
  }
}
