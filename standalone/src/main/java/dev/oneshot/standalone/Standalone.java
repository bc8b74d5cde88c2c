package dev.oneshot.standalone;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./run}. */
@Command(
    name = "run",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Starts Oneshot on this machine: broker, store, HTTP service and a pool of single-use worker"
          + " processes. Runs an example job and serves until Ctrl-C.",
      ""
    },
    footer = {
      "",
      "Everything is held in memory and gone at the end. README.md says how to use a real RabbitMQ"
          + " and MongoDB."
    })
final class Standalone implements Callable<Integer> {
  /** Set by the launcher script: the checkout in which the build left worker and examples. */
  private static final String HOME = "oneshot.home";

  @Option(
      names = "--once",
      description = "End after the example; exit code 0 only if it succeeded.")
  private boolean isOnce;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Serve on this loopback port; 0 means any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--workers",
      paramLabel = "MIN[:MAX]",
      defaultValue = "2:8",
      converter = PoolSize.Converter.class,
      description = "Keep MIN workers idle, never more than MAX alive. Default: ${DEFAULT-VALUE}.")
  private PoolSize workers = new PoolSize(2, 8);

  @Option(
      names = "--functions",
      paramLabel = "FILE",
      description =
          "Use these declarations instead of the examples'. Jars in a folder 'functions' beside"
              + " FILE go on the workers' class path.")
  private @Nullable Path functions;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean isHelp;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Standalone()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Console console = Console.ofTerminal();
    Path home = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
    Installation installation = Installation.inCheckout(home, functions);
    if (!installation.missing().isEmpty()) {
      console.error("not found: " + installation.missing() + "; ./run builds what is missing");
      return 1;
    }
    try (Stack stack = Stack.start(installation, port, workers)) {
      console.line("ready " + stack.url());
      boolean succeeded =
          functions != null || new ExampleRun(stack.url(), installation, console).run();
      if (isOnce) {
        return succeeded ? 0 : 1;
      }
      if (stack.isServing()) { // not where Ctrl-C came during the example
        console.line(console.dim("Serving until Ctrl-C."));
        stack.awaitEnd();
      }
      return 0;
    } catch (StartFailedException e) {
      console.error(String.valueOf(e.getMessage()));
      return 1;
    }
  }
}
