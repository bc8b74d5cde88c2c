package dev.oneshot.faults.rows;

import dev.oneshot.faults.site.EarlierVersion;
import java.util.List;
import java.util.Optional;

/**
 * Rows of the matrix.
 *
 * @param all in its order
 */
public record Rows(List<Row> all) {
  private static final String BROKER_NODES = "needs three broker nodes: faults/lost-leaders has it";
  private static final String NOWHERE = "needs a cluster: not played yet";
  private static final String CLUSTER = "needs a cluster: k8s/e2e/run has it";

  public Rows {
    all = List.copyOf(all);
  }

  /**
   * All of them.
   *
   * @param earlier where there is one to be put beside this version
   */
  public static Rows of(Optional<EarlierVersion> earlier) {
    return new Rows(
        List.of(
            new UndisturbedRow(),
            new KilledWorkersRow("F2", "work"),
            new KilledWorkersRow("F3", "once"),
            new WorkerFailpointsRow(),
            new StoppedAtDeliveryRow(),
            new ReplicaFailpointsRow(),
            new RecoveryFailpointsRow(),
            new PoolFailpointsRow(),
            new StoppedWorkersRow(),
            new RepeatedMessagesRow(),
            new WorkersWithoutStoreRow(),
            new WorkersWithoutBrokerRow(),
            new BrokerResetsRow(),
            new SilentBrokerRow(),
            new DeletedReplyQueueRow(),
            new RestartedBrokerRow(),
            new WipedBrokerRow(),
            new ElsewhereRow("F14", "the queue's leader is killed every 30 s", BROKER_NODES),
            new ElsewhereRow("F15", "broker nodes are cut off from each other", BROKER_NODES),
            new MemoryAlarmRow(),
            new FullQueueRow(),
            new AcknowledgementTimeoutRow(),
            new SteppedDownPrimaryRow(),
            new KilledPrimaryRow(),
            new StoreOutageRow(),
            new LameWiresRow(),
            new KilledUploadsRow(),
            new LargeResultsRow(),
            new CutDownloadsRow(),
            new RollingReplicasRow(),
            new ElsewhereRow("F27", "the leading controller is killed every 10 s", CLUSTER),
            new ElsewhereRow("F28", "two controllers lead", CLUSTER),
            new ElsewhereRow("F29", "random pods are deleted, a node is drained", CLUSTER),
            new ElsewhereRow("F30", "the API server refuses and is silent", NOWHERE),
            new ShiftedClocksRow(),
            new HostileFunctionsRow(),
            new ForgedEventsRow(),
            new OverloadRow(),
            new BurstRow(),
            new RudeCallersRow(),
            new CancelledJobsRow(),
            new SharedKeysRow(),
            new PoisonRow(),
            new LateQueueRow(),
            new RecycledWorkersRow(),
            new SoakRow(),
            new MixedVersionsRow(earlier)));
  }

  /** By its name, in upper or lower case. */
  public Optional<Row> named(String name) {
    return all.stream().filter(row -> row.name().equalsIgnoreCase(name)).findFirst();
  }
}
