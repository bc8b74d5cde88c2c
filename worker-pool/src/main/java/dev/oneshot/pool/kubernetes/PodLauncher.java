package dev.oneshot.pool.kubernetes;

import dev.oneshot.pool.launch.LaunchOutcome;
import dev.oneshot.pool.launch.LiveWorker;
import dev.oneshot.pool.launch.WorkerDeath;
import dev.oneshot.pool.launch.WorkerLauncher;
import dev.oneshot.pool.launch.WorkerSpec;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link WorkerLauncher} with a bare pod for each worker, in the client's namespace. A worker's id
 * is its pod's UID. Pods outlive the launcher; the next one knows them by their labels and tells
 * those ends that nobody has recorded. A watch shows what becomes of pods, and a list once a minute
 * what the watch has missed. Why it is so: docs/adr/0009-pods.md.
 *
 * <p>{@link #launch} waits for the API server's answer; all else asks it on threads of its own, and
 * what fails there is for the caller's next try. {@link #use} comes before the first launch.
 */
public final class PodLauncher implements WorkerLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(PodLauncher.class);
  private static final Duration BETWEEN_LISTS = Duration.ofMinutes(1);
  private static final Duration BEFORE_FIRST_LIST = Duration.ofSeconds(1);

  /**
   * Longer than any job may run, 24 h: a worker that takes a job just as it is asked to end keeps
   * the time for it. The pod's own grace is for a node's drain, which does not wait so long, and
   * for suspects: a kubelet that waits for a process to end cannot be told to wait less.
   */
  private static final long STOP_GRACE_SECONDS = Duration.ofHours(25).toSeconds();

  /** 0 would take the pod from the API server at once, and leave its process its whole grace. */
  private static final long KILL_GRACE_SECONDS = 1;

  private static final String NOT_LISTED = "the API server has not listed the pods yet";

  private final PodLauncherSettings settings;
  private final BooleanSupplier mayAct;
  private final PodApi api;
  private final KnownPods pods;
  private final DeathTeller deaths;
  private final SharedIndexInformer<Pod> informer;
  private final ScheduledExecutorService lister =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("pod-lister").daemon().factory());
  private final SecureRandom random = new SecureRandom();
  private final Map<String, WorkerPod> made = new ConcurrentHashMap<>();
  private volatile Map<String, PodTemplate> templates = Map.of();
  private volatile @Nullable List<OwnerReference> owners;
  private volatile boolean isListed;
  private String listTrouble = "";
  private volatile boolean isClosed;

  /**
   * Lists the pods that are there, which takes as long as the API server does; where it does not
   * answer it is asked again every second, and nothing is launched until it has.
   *
   * @param client stays open when this is closed
   * @param mayAct whether this controller leads: while it is false pods are neither made nor ended
   */
  public PodLauncher(
      KubernetesClient client, PodLauncherSettings settings, BooleanSupplier mayAct) {
    this(client, settings, mayAct, InstantSource.system());
  }

  PodLauncher(
      KubernetesClient client,
      PodLauncherSettings settings,
      BooleanSupplier mayAct,
      InstantSource clock) {
    this.settings = settings;
    this.mayAct = mayAct;
    this.api = new PodApi(client);
    this.deaths = new DeathTeller(api);
    this.pods = new KnownPods(clock, System::nanoTime, deaths::ended);
    list();
    this.informer = api.watch(new Watch(pods));
    every(BEFORE_FIRST_LIST, this::listUnlessListed);
    every(BETWEEN_LISTS, this::list);
  }

  private void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    var _ = lister.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** What pools' pods are made from, from now on; a pool that is not named gets no more pods. */
  public void use(Map<String, PodTemplate> templatesByPool) {
    templates = Map.copyOf(templatesByPool);
  }

  /** Those that have pods whose end is not recorded yet, whoever made them. */
  public Set<String> pools() {
    return pods.poolsAtWork();
  }

  @Override
  public LaunchOutcome launch(WorkerSpec spec) {
    WorkerPod pod = pod(spec);
    if (isClosed || !mayAct.getAsBoolean()) {
      return new LaunchOutcome.Closed();
    }
    if (pod == null) {
      return new LaunchOutcome.Refused("pool " + spec.pool() + " has no pod template");
    }
    if (!isListed) {
      return new LaunchOutcome.Refused(NOT_LISTED);
    }
    try {
      return created(pod.named(spec.pool() + '-' + randomHex(), owners()));
    } catch (KubernetesClientException e) {
      return new LaunchOutcome.Refused(PodApi.reason(e));
    }
  }

  private LaunchOutcome created(Pod wanted) {
    return switch (api.create(wanted)) {
      case PodApi.Creation.Refused(var reason) -> new LaunchOutcome.Refused(reason);
      case PodApi.Creation.Created(var pod) -> {
        pods.launched(pod);
        yield new LaunchOutcome.Launched(pod.getMetadata().getUid());
      }
    };
  }

  // none or one
  private List<OwnerReference> owners() {
    List<OwnerReference> found = owners;
    if (found == null) {
      found = api.owner(settings.owner()).stream().toList();
      owners = found;
      if (found.isEmpty()) {
        LOG.warn("no Deployment {}: pods stay when the pool is uninstalled", settings.owner());
      }
    }
    return found;
  }

  // null where the pool has no template
  private @Nullable WorkerPod pod(WorkerSpec spec) {
    PodTemplate template = templates.get(spec.pool());
    if (template == null) {
      return null;
    }
    return made.compute(
        spec.pool(),
        (pool, last) ->
            last != null && last.isOf(spec, template)
                ? last
                : new WorkerPod(spec, template, settings.database(), settings.wires()));
  }

  @Override
  public Optional<String> blindness() {
    return isListed ? Optional.empty() : Optional.of(NOT_LISTED);
  }

  @Override
  public List<LiveWorker> workers(WorkerSpec spec) {
    WorkerPod today = pod(spec);
    return pods.live(spec.pool(), today == null ? "" : today.digest());
  }

  @Override
  public void stop(String workerId) {
    act("stop", workerId, name -> api.delete(name, STOP_GRACE_SECONDS));
  }

  @Override
  public void stopSuspect(String workerId) {
    act("stop", workerId, api::delete);
  }

  /** The second time, or where the node does not answer, the pod is taken for gone. */
  @Override
  public void kill(String workerId) {
    long grace = pods.wasKilled(workerId) ? 0 : KILL_GRACE_SECONDS;
    act("kill", workerId, name -> api.delete(name, grace));
  }

  @Override
  public void limit(String workerId, Duration fromNow) {
    Long seconds = pods.deadlineSeconds(workerId, fromNow);
    if (seconds != null) {
      act("limit", workerId, name -> api.limit(name, seconds));
    }
  }

  private void act(String what, String workerId, Consumer<String> call) {
    if (mayAct.getAsBoolean()) {
      pods.live(workerId).ifPresent(name -> aside(what, name, call));
    }
  }

  private static void aside(String what, String name, Consumer<String> call) {
    Thread.ofVirtual()
        .name(what + ' ' + name)
        .start(() -> {
          try {
            call.accept(name);
          } catch (KubernetesClientException e) {
            boolean isGone = e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            (isGone ? LOG.atDebug() : LOG.atWarn())
                .log("cannot {} pod {}: {}", what, name, PodApi.reason(e));
          }
        });
  }

  /** Deletes its pod, or marks it where it is one of the last that failed. */
  @Override
  public void forget(String workerId) {
    pods.recorded(workerId).ifPresent(this::tidy);
  }

  // also what an earlier try could not do, or an earlier launcher has left
  private void tidy(String pool) {
    if (!mayAct.getAsBoolean()) {
      return;
    }
    PodTemplate template = templates.get(pool);
    KnownPods.Remains remains = pods.remains(pool, template == null ? 0 : template.holdFailed());
    remains.toDelete().forEach(name -> aside("delete", name, any -> api.delete(any, 0)));
    remains.toMark().forEach(name -> aside("mark", name, api::markRecorded));
  }

  @Override
  public void onDeath(String pool, Consumer<WorkerDeath> listener) {
    deaths.listen(pool, listener);
  }

  /** Leaves the pods alone. What is {@linkplain #forget forgotten} afterwards is still removed. */
  @Override
  public void close() {
    isClosed = true;
    informer.close();
    lister.shutdownNow();
    deaths.close();
  }

  private void listUnlessListed() {
    if (!isListed) {
      list();
    }
  }

  private void list() {
    try {
      Set<String> before = pods.ids();
      pods.listed(api.list(), before);
      isListed = true;
      listTrouble = "";
      if (!templates.isEmpty()) {
        pods.pools().forEach(this::tidy); // of pools that are gone, too
      }
    } catch (RuntimeException e) {
      // the edge of a thread: whatever the client throws, the next list tries again
      String trouble = e.toString();
      (trouble.equals(listTrouble) ? LOG.atDebug() : LOG.atWarn())
          .log("cannot list worker pods: {}", trouble);
      listTrouble = trouble;
    }
  }

  private String randomHex() {
    byte[] bits = new byte[5];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  private record Watch(KnownPods pods) implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      pods.seen(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      pods.seen(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean isLastStateUnknown) {
      pods.gone(pod);
    }
  }
}
