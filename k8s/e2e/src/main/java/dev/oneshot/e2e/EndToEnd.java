package dev.oneshot.e2e;

import dev.oneshot.e2e.scenarios.ControllerKill;
import dev.oneshot.e2e.scenarios.Deaths;
import dev.oneshot.e2e.scenarios.Deletions;
import dev.oneshot.e2e.scenarios.FirstCall;
import dev.oneshot.e2e.scenarios.Latency;
import dev.oneshot.e2e.scenarios.Permissions;
import dev.oneshot.e2e.scenarios.Refill;
import dev.oneshot.e2e.scenarios.RollingRestart;
import dev.oneshot.e2e.scenarios.Scenario;
import dev.oneshot.e2e.scenarios.Site;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code k8s/e2e/run}. */
@Command(
    name = "k8s/e2e/run",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Proves Oneshot on the cluster of KUBECONFIG: installs it in a namespace of its own, runs the"
          + " scenarios in this order, deletes the namespace. Without a SCENARIO all are run.",
      "",
      "  first-call       two calls in two pods that never ran anything",
      "  latency          the same job in a warm pod, by a Kubernetes Job, by a Deployment",
      "  refill           how soon a taken worker is replaced, and how many a second",
      "  deletions        200 jobs while 60 pods are deleted, half of them busy",
      "  deaths           memory, disk, image, drain, a new template",
      "  controller-kill  the controller is killed every 10 s, then there are two",
      "  rolling-restart  20 calls a second while request-service is restarted",
      "  permissions      what accounts may do, and what pods are",
      ""
    },
    footer = {"", "Writes docs/e2e/DATE.md when all were run. Ends with 1 when a proof fails."})
final class EndToEnd implements Callable<Integer> {
  /** Set by the launcher script: the checkout. */
  private static final String HOME = "oneshot.home";

  private static final List<Scenario> SCENARIOS =
      List.of(
          new FirstCall(),
          new Latency(),
          new Refill(),
          new Deletions(),
          new Deaths(),
          new ControllerKill(),
          new RollingRestart(),
          new Permissions());

  @Parameters(paramLabel = "SCENARIO", description = "Any of the above.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--load",
      paramLabel = "COMMAND",
      description =
          "How images reach the nodes: called as COMMAND NAME DIRECTORY ENTRYPOINT… for each, with"
              + " its root file system. Without it the nodes must have them.")
  private @Nullable String load;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "What the report should say about the cluster, beyond what it tells itself.")
  private @Nullable String note;

  @Option(
      names = "--quick",
      description = "Only see that it works: few repetitions. Writes to k8s/e2e/target instead.")
  private boolean isQuick;

  @Option(
      names = "--keep",
      description = "Leave the namespace there, and use the one that an earlier run left.")
  private boolean isKept;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean isHelp;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EndToEnd()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress();
    List<String> unknown =
        names.stream()
            .filter(name -> SCENARIOS.stream().noneMatch(known -> known.name().equals(name)))
            .toList();
    if (!unknown.isEmpty()) {
      progress.failed("no such scenario: " + String.join(", ", unknown) + "; see --help");
      return CommandLine.ExitCode.USAGE;
    }
    Path root = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
    if (load != null) {
      new Images(root, progress).load(load);
    }
    Summary summary = new Summary();
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        Installation installation = Installation.apply(client, root, isKept, progress)) {
      try {
        prove(installation.site(isQuick), summary, progress);
        write(summary, Facts.of(installation, root, note), root, progress);
      } finally {
        installation.saveLogs(root.resolve("k8s/e2e/target/logs"));
      }
    }
    return summary.allHold() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void prove(Site site, Summary summary, Progress progress) throws Exception {
    for (Scenario scenario : SCENARIOS) {
      if (names.isEmpty() || names.contains(scenario.name())) {
        progress.scenario(scenario.name());
        summary.add(scenario.name(), Bounded.run(scenario, site, progress));
      }
    }
  }

  private void write(Summary summary, Facts facts, Path root, Progress progress) throws Exception {
    boolean isWhole = names.isEmpty() && !isQuick;
    Path directory = root.resolve(isWhole ? "docs/e2e" : "k8s/e2e/target");
    String name = isWhole ? LocalDate.now(ZoneOffset.UTC).toString() : "latest";
    var report = summary.report(facts, isQuick);
    System.out.println(report.markdown(name));
    report.writeTo(directory, name);
    progress.step("written to " + root.relativize(directory.resolve(name + ".md")));
  }
}
