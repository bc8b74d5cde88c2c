package dev.oneshot.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class ProcessFactsTest {
  private static final String LOOP = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";

  @Test
  void readsClockOfAnotherProcess_asProcDoes() throws Exception {
    Process process = shell("(exit); " + LOOP + "; echo done; read line");
    assertThat(process.inputReader().readLine()).isEqualTo("done");

    Duration cpu = ProcessFacts.cpu(process.toHandle());

    assertThat(cpu).isPositive();
    assertThat(cpu.toMillis())
        .isCloseTo(
            process.info().totalCpuDuration().orElseThrow().toMillis(), within(25L)); // ticks
    end(process);
    assertThat(ProcessFacts.cpu(process.toHandle())).isZero();
  }

  @Test
  void countsEndedChildrenOfAnotherProcess_apartFromItself() throws Exception {
    Process process = shell("(" + LOOP + "); echo done; read line");
    assertThat(process.inputReader().readLine()).isEqualTo("done");

    assertThat(ProcessFacts.cpuSecondsOfEndedChildren(process.toHandle()))
        .isGreaterThan(ProcessFacts.cpu(process.toHandle()).toNanos() / 1e9);
    end(process);
    assertThat(ProcessFacts.cpuSecondsOfEndedChildren(process.toHandle())).isZero();
  }

  @Test
  void tellsMemory_sharedPagesInPartOnly() {
    long self = ProcessHandle.current().pid();

    long resident = ProcessFacts.residentBytes(self).orElseThrow();

    assertThat(resident).isGreaterThan(10_000_000L);
    assertThat(ProcessFacts.peakResidentBytes(self).orElseThrow()).isGreaterThanOrEqualTo(resident);
    assertThat(ProcessFacts.proportionalBytes(self).orElseThrow()).isPositive();
  }

  @Test
  void countsContextSwitchesOfAllThreads() throws Exception {
    long self = ProcessHandle.current().pid();
    long before = ProcessFacts.contextSwitches(self);

    for (int i = 0; i < 10; i++) {
      end(shell("read line"));
    }

    assertThat(ProcessFacts.contextSwitches(self)).isGreaterThan(before);
  }

  @Test
  void saysNothingOfProcess_thatIsGone() throws Exception {
    Process process = shell("read line");
    end(process);

    assertThat(ProcessFacts.residentBytes(process.pid())).isEmpty();
    assertThat(ProcessFacts.proportionalBytes(process.pid())).isEmpty();
    assertThat(ProcessFacts.contextSwitches(process.pid())).isZero();
  }

  private static Process shell(String commands) throws Exception {
    return new ProcessBuilder("sh", "-c", commands).redirectError(Redirect.INHERIT).start();
  }

  private static void end(Process process) throws Exception {
    process.getOutputStream().close();
    process.waitFor();
  }
}
