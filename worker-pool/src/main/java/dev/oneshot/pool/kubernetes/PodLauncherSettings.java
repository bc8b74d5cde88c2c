package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.Wires;
import java.util.Objects;

/**
 * What all pods of a launcher have in common.
 *
 * @param owner the Deployment with which its pods go, in the client's namespace; where there is
 *     none of that name they stay until they end
 * @param database of the store, which workers are told; its address and the broker's they have from
 *     the secret {@code oneshot-worker}
 * @param wires which that secret asks for
 */
public record PodLauncherSettings(String owner, String database, Wires wires) {
  public PodLauncherSettings {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(wires, "wires");
  }
}
