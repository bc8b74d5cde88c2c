package dev.oneshot.pool.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who of several controllers leads, by a Lease in the client's namespace. Each counts by its own
 * clock alone: the leader leads until 4 s after the <em>start</em> of its last write that was
 * answered, and the others take over when they have seen no change for 6 s. So a leader that is cut
 * off has stopped 2 s before the next one begins, however clocks differ; a call of its that is
 * under way for longer than that may still come through. Why not the client's own: ADR 9.
 */
public final class LeaseElection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

  static final Duration LEADS = Duration.ofSeconds(4);
  static final Duration TAKES_OVER = Duration.ofSeconds(6);
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration LAST_CALLS = Duration.ofSeconds(10);

  /** Told on one thread, each in turn; the next term begins when the end of this was dealt with. */
  public interface Candidate {
    void leads();

    void leadsNoLonger();
  }

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String identity;
  private final Candidate candidate;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService stepper = thread("lease");
  private final ScheduledExecutorService watchdog = thread("lease-watchdog");
  private final ExecutorService teller = thread("leader");
  private @Nullable String seenVersion;
  private long seenAt;
  private @Nullable Long leadsUntil;
  private @Nullable String leader;
  private @Nullable String trouble;
  private boolean isTold;
  private boolean isClosed;

  /**
   * @param name of the Lease, e.g. {@code oneshot-worker-pool}
   * @param identity unlike any other's, e.g. the pod's name
   */
  public LeaseElection(KubernetesClient client, String name, String identity, Candidate candidate) {
    this(client, name, identity, candidate, System::nanoTime);
  }

  LeaseElection(
      KubernetesClient client,
      String name,
      String identity,
      Candidate candidate,
      LongSupplier nanoTime) {
    this.client = client;
    this.namespace = Objects.requireNonNull(client.getNamespace(), "the client's namespace");
    this.name = name;
    this.identity = identity;
    this.candidate = candidate;
    this.nanoTime = nanoTime;
  }

  public void start() {
    every(stepper, BETWEEN_STEPS, this::stepOrWait);
    every(watchdog, BETWEEN_LOOKS, this::look);
  }

  /** Whether this one leads now. Any thread; to be asked before everything that a leader does. */
  public synchronized boolean isLeading() {
    Long until = leadsUntil;
    return until != null && nanoTime.getAsLong() - until < 0;
  }

  /** Who leads, as far as was seen; empty before the first look. Any thread. */
  public synchronized Optional<String> leader() {
    return Optional.ofNullable(leader);
  }

  /** Why the lease could not be had at the last step, empty where it could. Any thread. */
  public synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  void stepOrWait() {
    try {
      step();
      noteTrouble(null);
    } catch (KubernetesClientException e) {
      // a conflict says that somebody else was faster, and the next step who it was
      noteTrouble(e.getCode() == HttpURLConnection.HTTP_CONFLICT ? null : PodApi.reason(e));
    }
  }

  private synchronized void noteTrouble(@Nullable String reason) {
    if (reason != null && !reason.equals(trouble)) {
      LOG.warn("{} cannot have lease {}: {}", identity, name, reason);
    } else if (reason == null && trouble != null) {
      LOG.info("{} can ask for lease {} again", identity, name);
    }
    trouble = reason;
  }

  /** Renews the lease, takes it, or notes who holds it. */
  void step() {
    Lease lease = lease().get();
    if (lease == null) {
      write(newLease(), true);
    } else if (isMine(lease) || isFree(lease)) {
      write(taken(lease), false);
    } else {
      follows(lease.getSpec().getHolderIdentity());
    }
    look();
  }

  private synchronized void follows(String holder) {
    if (!holder.equals(leader)) {
      leader = holder;
      LOG.info("{} follows {} by lease {}", identity, holder, name);
    }
  }

  private boolean isMine(Lease lease) {
    return identity.equals(lease.getSpec().getHolderIdentity()) && isLeading();
  }

  /** An own lease of which this one does not know is an earlier life's. */
  private boolean isFree(Lease lease) {
    String holder = lease.getSpec().getHolderIdentity();
    String version = lease.getMetadata().getResourceVersion();
    synchronized (this) {
      if (!version.equals(seenVersion)) {
        seenVersion = version;
        seenAt = nanoTime.getAsLong();
      }
      boolean isStale = nanoTime.getAsLong() - seenAt > TAKES_OVER.toNanos();
      return holder == null || holder.isEmpty() || holder.equals(identity) || isStale;
    }
  }

  // the resource version in it makes the API server refuse it when somebody else was faster
  private void write(Lease lease, boolean isNew) {
    long began = nanoTime.getAsLong();
    var resource = client.leases().inNamespace(namespace).resource(lease);
    var _ = isNew ? resource.create() : resource.update();
    synchronized (this) {
      if (!isClosed) {
        leadsUntil = began + LEADS.toNanos();
        leader = identity;
      }
    }
  }

  /** Tells what has changed, the end of a term even while a call hangs. */
  synchronized void look() {
    boolean isLeading = isLeading();
    if (!isLeading && identity.equals(leader)) {
      leader = null; // nobody, as far as is known
    }
    if (isLeading != isTold) {
      isTold = isLeading;
      LOG.info("{} {} {}", identity, isLeading ? "leads by lease" : "no longer leads by", name);
      teller.execute(() -> tell(isLeading));
    }
  }

  private void tell(boolean isLeading) {
    try {
      if (isLeading) {
        candidate.leads();
      } else {
        candidate.leadsNoLonger();
      }
    } catch (RuntimeException e) {
      // the edge of a thread: the next change must still be told
      LOG.error(
          "the candidate broke as it was told that it {}", isLeading ? "leads" : "does not", e);
    }
  }

  /** Leads no longer, and when that was dealt with lets somebody else lead at once. */
  @Override
  public void close() {
    stepper.shutdown();
    await(stepper);
    watchdog.shutdownNow();
    boolean wasLeading = isLeading();
    synchronized (this) {
      isClosed = true;
      leadsUntil = null;
    }
    look();
    teller.shutdown();
    await(teller);
    if (wasLeading) {
      release();
    }
  }

  private void release() {
    try {
      Lease lease = lease().get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity(null);
        var _ = client.leases().inNamespace(namespace).resource(lease).update();
      }
    } catch (KubernetesClientException e) {
      LOG.info("the lease {} ends by time: {}", name, PodApi.reason(e));
    }
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(namespace).withName(name);
  }

  private Lease newLease() {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(identity)
        .withLeaseDurationSeconds((int) TAKES_OVER.toSeconds())
        .withAcquireTime(now())
        .withRenewTime(now())
        .withLeaseTransitions(0)
        .endSpec()
        .build();
  }

  private Lease taken(Lease lease) {
    LeaseSpec spec = lease.getSpec();
    if (!identity.equals(spec.getHolderIdentity())) {
      Integer before = spec.getLeaseTransitions();
      spec.setHolderIdentity(identity);
      spec.setAcquireTime(now());
      spec.setLeaseTransitions(before == null ? 1 : before + 1);
    }
    spec.setLeaseDurationSeconds((int) TAKES_OVER.toSeconds());
    spec.setRenewTime(now());
    return lease;
  }

  /** For people who look at the lease; nobody here counts by it. */
  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
  }

  private static void await(ExecutorService thread) {
    try {
      if (!thread.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static void every(ScheduledExecutorService thread, Duration period, Runnable task) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                // else it would never run again
                LOG.warn("the election goes on after {}", e.toString());
              }
            },
            0,
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon().factory());
  }
}
