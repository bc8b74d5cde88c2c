package dev.oneshot.request;

import dev.oneshot.request.functions.Function;
import dev.oneshot.request.functions.FunctionRegistry;
import dev.oneshot.request.messaging.Pools;
import dev.oneshot.topology.Topology;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pools that there are: those that functions name. */
@Configuration(proxyBeanMethods = false)
class PoolsConfiguration {
  @Bean
  Pools pools(FunctionRegistry functions) {
    Stream<String> named = functions.all().stream().map(Function::pool);
    List<String> names = Stream.concat(Stream.of(Topology.DEFAULT_POOL), named).distinct().toList();
    return new Pools(names);
  }
}
