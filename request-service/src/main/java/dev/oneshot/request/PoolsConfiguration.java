package dev.oneshot.request;

import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.functions.FunctionsProperties;
import dev.oneshot.request.functions.ReloadFunctions;
import dev.oneshot.request.loop.StepLoop;
import dev.oneshot.request.messaging.AssignmentQueues;
import dev.oneshot.request.messaging.Pools;
import dev.oneshot.topology.Topology;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pools that there are: those that functions name. */
@Configuration(proxyBeanMethods = false)
class PoolsConfiguration {
  @Bean
  Pools pools(FunctionRegistry functions) {
    return () -> named(functions.all());
  }

  private static List<String> named(Collection<Function> functions) {
    return Stream.concat(Stream.of(Topology.DEFAULT_POOL), functions.stream().map(Function::pool))
        .distinct()
        .toList();
  }

  /** A function can be called once its pool has a queue. */
  @Bean
  StepLoop functionsLoop(
      FunctionRegistry functions,
      AssignmentQueues queues,
      FunctionsProperties properties,
      MeterRegistry meters) {
    return new StepLoop(
        "functions",
        List.of(new ReloadFunctions(functions, read -> queues.declare(named(read)), meters)),
        properties.reloadInterval(),
        meters);
  }
}
