package dev.oneshot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpringWorkerCommandTest {
  private static final String CLASS_PATH =
      "/l/benchmarks.jar:/l/spring-boot-4.1.1.jar:/l/spring-boot-tomcat-4.1.1.jar:/l/netty-common-4.2.17.Final.jar";

  @Test
  void takesJarsByArtifact_notByTheBeginningOfTheirName() {
    assertThat(
            SpringWorkerCommand.only(
                List.of("netty-common", "spring-boot", "benchmarks"), CLASS_PATH))
        .isEqualTo("/l/benchmarks.jar:/l/spring-boot-4.1.1.jar:/l/netty-common-4.2.17.Final.jar");
  }

  @Test
  void namesWhatIsMissing() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> SpringWorkerCommand.only(List.of("spring-boot", "spring-rabbit"), CLASS_PATH))
        .withMessageContaining("spring-rabbit");
  }
}
