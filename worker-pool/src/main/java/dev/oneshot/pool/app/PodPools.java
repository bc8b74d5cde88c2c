package dev.oneshot.pool.app;

import dev.oneshot.pool.ChangingPools;
import dev.oneshot.pool.PoolSettings;
import dev.oneshot.pool.PoolStatus;
import dev.oneshot.pool.declaration.PoolDeclaration;
import dev.oneshot.pool.kubernetes.LeaseElection;
import dev.oneshot.pool.kubernetes.PodLauncher;
import dev.oneshot.pool.kubernetes.PodLauncherSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pools whose workers are pods, kept by the leader alone. Stands for election with the first
 * such pool; before that it needs no cluster. Thread-safe.
 */
final class PodPools implements AutoCloseable {
  private static final String LEASE = "oneshot-worker-pool";

  /** From the begin of a leadership to its end. */
  private record Term(PodLauncher launcher, ChangingPools pools) {
    void keep(List<PoolDeclaration.Pods> declared) {
      launcher.use(
          declared.stream()
              .collect(
                  Collectors.toMap(
                      pool -> pool.settings().name(), PoolDeclaration.Pods::template)));
      List<PoolSettings> wanted = new ArrayList<>();
      declared.forEach(pool -> wanted.add(pool.settings()));
      List<PoolSettings> strays = strays(wanted);
      if (!strays.isEmpty()) {
        strays.addAll(wanted);
        pools.keep(strays); // only to be let go in the next line
      }
      pools.keep(wanted);
    }

    /** Pools that an earlier leader kept and that were taken out of the file in between. */
    private List<PoolSettings> strays(List<PoolSettings> wanted) {
      Set<String> known = new HashSet<>();
      wanted.forEach(pool -> known.add(pool.name()));
      pools.statuses().forEach(pool -> known.add(pool.pool()));
      return launcher.pools().stream()
          .filter(name -> PoolSettings.isName(name) && !known.contains(name))
          .map(name -> PoolSettings.of(name).withSize(0, 1))
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }

  private final Supplier<KubernetesClient> cluster;
  private final PodLauncherSettings settings;
  private final String identity;
  private final Controllers controllers;
  private final MeterRegistry meters;
  private List<PoolDeclaration.Pods> declared = List.of();
  private @Nullable KubernetesClient client;
  private volatile @Nullable LeaseElection election;
  private volatile @Nullable Term term;

  /**
   * @param identity unlike that of any other controller in the namespace
   */
  PodPools(
      Supplier<KubernetesClient> cluster,
      PodLauncherSettings settings,
      String identity,
      Controllers controllers,
      MeterRegistry meters) {
    this.cluster = cluster;
    this.settings = settings;
    this.identity = identity;
    this.controllers = controllers;
    this.meters = meters;
  }

  synchronized void keep(List<PoolDeclaration.Pods> newDeclared) {
    declared = newDeclared;
    if (election == null && !declared.isEmpty()) {
      stand();
    }
    if (term != null) {
      term.keep(declared);
    }
  }

  private void stand() {
    KubernetesClient connected = cluster.get();
    LeaseElection standing = new LeaseElection(connected, LEASE, identity, new Candidate());
    client = connected;
    election = standing;
    Gauge.builder("oneshot.pool.leader", () -> isLeading() ? 1 : 0).register(meters);
    standing.start();
  }

  private final class Candidate implements LeaseElection.Candidate {
    @Override
    public void leads() {
      begin();
    }

    @Override
    public void leadsNoLonger() {
      end();
    }
  }

  private synchronized void begin() {
    LeaseElection won = election;
    if (won != null && client != null) {
      PodLauncher launcher = new PodLauncher(client, settings, won::isLeading);
      Term begun =
          new Term(launcher, new ChangingPools(launcher, pool -> controllers.of(pool, launcher)));
      begun.keep(declared);
      term = begun;
    }
  }

  /** The pods go on; the next leader knows them. */
  private synchronized void end() {
    Term ended = term;
    term = null;
    if (ended != null) {
      ended.pools().close();
    }
  }

  boolean isLeading() {
    return term != null;
  }

  /** Completes "this controller is …". */
  String role() {
    LeaseElection standing = election;
    if (standing == null) {
      return "without pools of pods";
    }
    return isLeading()
        ? "leading"
        : "following "
            + standing.leader().orElse("nobody yet")
            + standing.trouble().map(reason -> "; the lease cannot be had: " + reason).orElse("");
  }

  /** None where another one leads. */
  List<PoolStatus> statuses() {
    Term current = term;
    return current == null ? List.of() : current.pools().statuses();
  }

  /** Ends the term, gives the lease back and leaves the pods alone. */
  @Override
  public void close() {
    LeaseElection standing = election;
    if (standing != null) {
      standing.close(); // waits for the end of the term, so without a lock
    }
    synchronized (this) {
      if (client != null) {
        client.close();
      }
    }
  }
}
