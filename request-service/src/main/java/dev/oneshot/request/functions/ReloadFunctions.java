package dev.oneshot.request.functions;

import dev.oneshot.request.loop.Step;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the functions follow their file: a mounted ConfigMap changes while the service runs. */
public final class ReloadFunctions implements Step {
  private static final Logger log = LoggerFactory.getLogger(ReloadFunctions.class);

  private final FunctionRegistry functions;
  private final Consumer<Collection<Function>> prepare;
  private final Counter failures;

  /**
   * @param prepare as for {@link FunctionRegistry#refresh}
   */
  public ReloadFunctions(
      FunctionRegistry functions, Consumer<Collection<Function>> prepare, MeterRegistry meters) {
    this.functions = functions;
    this.prepare = prepare;
    this.failures =
        Counter.builder("oneshot.functions.reload.failed")
            .description("Times the file of functions was changed to one that cannot be used")
            .register(meters);
  }

  @Override
  public String name() {
    return "reload-functions";
  }

  @Override
  public void runOnce() {
    if (!functions.refresh(prepare)) {
      return;
    }
    List<String> problems = functions.problems();
    if (problems.isEmpty()) {
      log.info("functions reloaded: {}", functions.all().stream().map(Function::name).toList());
    } else {
      failures.increment();
      log.warn("functions stay as they are, the file is wrong: {}", String.join("; ", problems));
    }
  }
}
