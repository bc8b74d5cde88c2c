package dev.oneshot.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stepped by hand, on a clock for each. */
class LeaseElectionTest {
  private static final String NAME = "oneshot-worker-pool";
  private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/test/leases/" + NAME;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<LeaseElection> elections = new ArrayList<>();
  private final AtomicLong clockOfA = new AtomicLong(7);
  private final AtomicLong clockOfB = new AtomicLong(-1_000_000_000_000L);
  @RegisterExtension private final MockCluster cluster = new MockCluster();

  @AfterEach
  void endAll() {
    elections.forEach(LeaseElection::close);
  }

  @Test
  void leadsWhereNobodyDoes_andTheOtherDoesNot() {
    LeaseElection a = election("a", clockOfA);
    LeaseElection b = election("b", clockOfB);
    a.step();
    b.step();
    assertThat(a.isLeading()).isTrue();
    assertThat(b.isLeading()).isFalse();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a");
    await().until(() -> told.equals(List.of("a leads")));
  }

  @Test
  void leadsOn_asLongAsItRenews() {
    LeaseElection a = election("a", clockOfA);
    LeaseElection b = election("b", clockOfB);
    for (int second = 0; second < 30; second++) {
      a.step();
      b.step();
      pass(Duration.ofSeconds(1));
      assertThat(a.isLeading()).isTrue();
      assertThat(b.isLeading()).isFalse();
    }
    assertThat(told).containsExactly("a leads");
  }

  @Test
  void stopsOfItself_4sAfterItsLastAnsweredWriteBegan_andTheOtherBegins2sLater() {
    LeaseElection a = election("a", clockOfA);
    LeaseElection b = election("b", clockOfB);
    a.step();
    b.step(); // and a is cut off from here on
    pass(Duration.ofMillis(3999));
    assertThat(a.isLeading()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(a.isLeading()).isFalse();
    a.look();
    b.step();
    pass(Duration.ofSeconds(2));
    b.step();
    assertThat(b.isLeading()).isFalse();
    pass(Duration.ofMillis(1));
    b.step();
    assertThat(b.isLeading()).isTrue();
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
    await().until(() -> told.containsAll(List.of("a leads", "a leads no longer", "b leads")));
  }

  @Test
  void doesNotCountAWrite_thatWasNotAnswered() {
    LeaseElection a = election("a", clockOfA);
    a.step();
    pass(Duration.ofSeconds(3));
    cluster.server().expect().put().withPath(PATH).andReturn(409, "").once();
    try {
      a.step();
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).isEqualTo(409);
    }
    pass(Duration.ofSeconds(1));
    assertThat(a.isLeading()).isFalse();
  }

  @Test
  void onlyOneLeads_whenBothTakeOverAtOnce() {
    LeaseElection a = election("a", clockOfA);
    LeaseElection b = election("b", clockOfB);
    election("dead", new AtomicLong()).step();
    a.step();
    b.step();
    pass(Duration.ofSeconds(7));
    a.step();
    b.step();
    assertThat(a.isLeading()).isTrue();
    assertThat(b.isLeading()).isFalse();
  }

  @Test
  void leadsAtOnce_afterAnOrderlyEndOfTheOther() {
    LeaseElection a = election("a", clockOfA);
    LeaseElection b = election("b", clockOfB);
    a.step();
    b.step();
    a.close();
    assertThat(a.isLeading()).isFalse();
    assertThat(told).containsExactly("a leads", "a leads no longer");
    b.step();
    assertThat(b.isLeading()).isTrue();
  }

  @Test
  void saysWhyItCannotLead_asLongAsThatIsSo() {
    LeaseElection a = election("a", clockOfA);
    String reason = "leases.coordination.k8s.io is forbidden";
    cluster
        .server()
        .expect()
        .get()
        .withPath(PATH)
        .andReturn(403, new StatusBuilder().withCode(403).withMessage(reason).build())
        .once();
    a.stepOrWait();
    assertThat(a.trouble()).contains(reason);
    a.stepOrWait();
    assertThat(a.trouble()).isEmpty();
    assertThat(a.isLeading()).isTrue();
  }

  @Test
  void takesNoOffence_whenSomebodyElseWasFaster() {
    LeaseElection a = election("a", clockOfA);
    a.step();
    cluster.server().expect().put().withPath(PATH).andReturn(409, "").once();
    a.stepOrWait();
    assertThat(a.trouble()).isEmpty();
  }

  @Test
  void followsNobody_whenItsOwnTermHasLapsed() {
    LeaseElection a = election("a", clockOfA);
    a.step();
    assertThat(a.leader()).contains("a");
    pass(Duration.ofSeconds(4));
    a.look();
    assertThat(a.leader()).isEmpty();
  }

  @Test
  void leadsAtOnce_whereItsOwnEarlierLifeDid() {
    election("a", new AtomicLong()).step();
    LeaseElection reborn = election("a", clockOfA);
    reborn.step();
    assertThat(reborn.isLeading()).isTrue();
  }

  private LeaseElection election(String identity, AtomicLong clock) {
    LeaseElection.Candidate candidate =
        new LeaseElection.Candidate() {
          @Override
          public void leads() {
            told.add(identity + " leads");
          }

          @Override
          public void leadsNoLonger() {
            told.add(identity + " leads no longer");
          }
        };
    LeaseElection election =
        new LeaseElection(cluster.client(), NAME, identity, candidate, clock::get);
    elections.add(election);
    return election;
  }

  private void pass(Duration time) {
    clockOfA.addAndGet(time.toNanos());
    clockOfB.addAndGet(time.toNanos());
  }

  private Lease lease() {
    return cluster.client().leases().withName(NAME).get();
  }
}
