package dev.oneshot.pool.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PoolPlanTest {
  private static final int ENOUGH = 1000;

  @Test
  void fillsAnEmptyPoolToItsMinimum() {
    assertThat(PoolPlan.of(demand(2, 8).build(), ENOUGH)).isEqualTo(new PoolPlan(2, 0));
  }

  @Test
  void doesNothing_whenIdleAndStartingMakeTheMinimum() {
    Demand demand = demand(3, 8).idle(1).starting(2).live(3).build();
    assertThat(PoolPlan.of(demand, ENOUGH)).isEqualTo(new PoolPlan(0, 0));
  }

  @Test
  void replacesAWorkerThatIsBusy() {
    Demand demand = demand(2, 8).idle(1).live(2).build();
    assertThat(PoolPlan.of(demand, ENOUGH).launches()).isEqualTo(1);
  }

  @Test
  void startsAsManyAsWait_whenTheyAreMoreThanTheMinimum() {
    Demand demand = demand(2, 20).queued(7).starting(2).live(2).build();
    assertThat(PoolPlan.of(demand, ENOUGH).launches()).isEqualTo(5);
  }

  @Test
  void staysWithinTheMaximum_countingBusyAndEndingWorkers() {
    Demand demand = demand(2, 8).queued(50).idle(0).starting(1).live(7).build();
    assertThat(PoolPlan.of(demand, ENOUGH).launches()).isEqualTo(1);
  }

  @Test
  void staysWithinTheMaximum_countingOthersWorkers() {
    Demand demand = demand(2, 8).queued(50).live(3).elsewhere(4).build();
    assertThat(PoolPlan.of(demand, ENOUGH).launches()).isEqualTo(1);
  }

  @Test
  void startsNothing_whenMoreAreLiveThanAllowed() {
    Demand demand = demand(2, 8).queued(50).live(8).elsewhere(4).build();
    assertThat(PoolPlan.of(demand, ENOUGH).launches()).isZero();
  }

  @Test
  void startsNoMoreThanIsAllowedNow() {
    Demand demand = demand(6, 8).build();
    assertThat(PoolPlan.of(demand, 4).launches()).isEqualTo(4);
    assertThat(PoolPlan.of(demand, 0).launches()).isZero();
    assertThat(PoolPlan.of(demand, -3).launches()).isZero();
  }

  @Test
  void seesASurplus() {
    Demand demand = demand(2, 8).idle(4).starting(1).live(5).build();
    assertThat(PoolPlan.of(demand, ENOUGH)).isEqualTo(new PoolPlan(0, 3));
  }

  @Test
  void seesNoSurplus_whileJobsWaitForTheIdleOnes() {
    Demand demand = demand(2, 8).queued(4).idle(4).live(4).build();
    assertThat(PoolPlan.of(demand, ENOUGH).surplus()).isZero();
  }

  @Test
  void keepsAPoolEmpty_whoseMinimumIsZero() {
    assertThat(PoolPlan.of(demand(0, 8).build(), ENOUGH)).isEqualTo(new PoolPlan(0, 0));
    assertThat(PoolPlan.of(demand(0, 8).queued(1).build(), ENOUGH).launches()).isEqualTo(1);
  }

  @Test
  void holdsForAnyNumbers_thatItNeverExceedsMaximumAllowanceOrWant() {
    RandomGenerator random = RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(7);
    for (int i = 0; i < 20_000; i++) {
      int starting = random.nextInt(10);
      int max = random.nextInt(1, 30);
      Demand demand =
          new Demand(
              random.nextInt(max + 1),
              max,
              random.nextInt(40),
              random.nextInt(10),
              starting,
              starting + random.nextInt(10),
              random.nextInt(5));
      int allowance = random.nextInt(-2, 12);
      PoolPlan plan = PoolPlan.of(demand, allowance);
      assertThat(plan.launches()).isBetween(0, Math.max(0, allowance));
      if (plan.launches() > 0) {
        assertThat(demand.live() + demand.elsewhere() + plan.launches()).isLessThanOrEqualTo(max);
        assertThat(demand.idle() + demand.starting() + plan.launches())
            .isLessThanOrEqualTo((int) demand.wanted());
        assertThat(plan.surplus()).isZero();
      }
    }
  }

  @Test
  void refusesCountsThatCannotBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> demand(2, 8).idle(-1).build());
    assertThatIllegalArgumentException().isThrownBy(() -> demand(2, 8).starting(2).build());
  }

  private static DemandBuilder demand(int min, int max) {
    return new DemandBuilder(min, max);
  }

  private static final class DemandBuilder {
    private final int min;
    private final int max;
    private long queued;
    private int idle;
    private int starting;
    private int live;
    private int elsewhere;

    DemandBuilder(int min, int max) {
      this.min = min;
      this.max = max;
    }

    DemandBuilder queued(long jobs) {
      queued = jobs;
      return this;
    }

    DemandBuilder idle(int workers) {
      idle = workers;
      return this;
    }

    DemandBuilder starting(int workers) {
      starting = workers;
      return this;
    }

    DemandBuilder live(int workers) {
      live = workers;
      return this;
    }

    DemandBuilder elsewhere(int workers) {
      elsewhere = workers;
      return this;
    }

    Demand build() {
      return new Demand(min, max, queued, idle, starting, live, elsewhere);
    }
  }
}
