package dev.oneshot.request.metrics;

import static dev.oneshot.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.oneshot.job.Job;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class JobMetricsTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(JobMetrics.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final JobMetrics metrics = new JobMetrics(meters);
  private final Job job = aJob().build();

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void leave() {
    log.detachAppender(lines);
  }

  @Test
  void saysOfEveryChange_whichJobOfWhichFunctionInWhichTrace() {
    metrics.accepted(job);
    metrics.recovered(job);
    metrics.ended(job);

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("job accepted", "job recovered", "job ended");
    assertThat(lines.list)
        .allSatisfy(line -> {
          assertThat(line.getMDCPropertyMap()).containsEntry("jobId", job.id().value());
          Map<String, Object> values =
              line.getKeyValuePairs().stream()
                  .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
          assertThat(values)
              .containsEntry("function", "echo")
              .containsEntry("state", job.state())
              .containsEntry("attempt", 0)
              .containsEntry("traceparent", job.origin().traceparent());
        });
    assertThat(MDC.get("jobId")).isNull();
  }

  @Test
  void countsAnEndOnce_howeverOftenItIsHeardOf() {
    metrics.ended(job);
    metrics.ended(job);

    assertThat(lines.list).hasSize(1);
  }
}
