package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Machine;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.Site;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code ./bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures Oneshot on this machine: a real RabbitMQ, the store, the service and workers, each"
          + " a process of its own. Without a NAME it measures everything.",
      "",
      "  bulk      a result and a payload of 1.2 GB in small heaps, and how fast",
      "  dispatch  from publishing a job to hearing of its end, in a worker that never ran",
      "            anything; what a worker costs",
      "  call      an HTTP call while the pool is full, and from callers who come when they like",
      "  waiting   10,000 calls that wait on one replica",
      "  churn     one-shot jobs a second",
      ""
    },
    footer = {
      "",
      "Each part writes benchmarks/results/DATE-NAME.md. benchmarks/README.md says how to read it."
    })
final class Bench implements Callable<Integer> {
  /** Set by the launcher script: the checkout. */
  private static final String HOME = "oneshot.home";

  private static final List<Part> PARTS =
      List.of(
          new BulkPart(), new DispatchPart(), new CallPart(), new WaitingPart(), new ChurnPart());

  @Parameters(paramLabel = "NAME", description = "bulk, dispatch, call, waiting or churn.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--quick",
      description =
          "Only see that it works: few repetitions, less data. Writes to"
              + " benchmarks/target/quick instead.")
  private boolean isQuick;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean isHelp;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = Progress.onStderr();
    List<String> unknown =
        names.stream()
            .filter(name -> PARTS.stream().noneMatch(part -> part.name().equals(name)))
            .toList();
    if (!unknown.isEmpty()) {
      progress.failed("no such part: " + String.join(", ", unknown) + "; see ./bench --help");
      return CommandLine.ExitCode.USAGE;
    }
    Installation installation =
        new Installation(Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize());
    for (Part part : PARTS) {
      if (names.isEmpty() || names.contains(part.name())) {
        run(part, installation, progress);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private void run(Part part, Installation installation, Progress progress) throws Exception {
    progress.part(part.name());
    String loadBefore = Machine.load();
    OffsetDateTime begin = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    try (Site site = Site.start(installation)) {
      Report report = part.measure(site, isQuick, progress);
      report.fact(
          "when",
          begin
              + " to "
              + OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS)
              + (isQuick ? ", quick: not to be quoted" : ""));
      report.fact("machine", Machine.hardware());
      report.fact(
          "load average (1, 5, 15 min)", loadBefore + " before, " + Machine.load() + " after");
      report.fact("Java", Machine.java());
      report.fact("servers", site.servers());
      Path file =
          isQuick
              ? installation.root().resolve("benchmarks/target/quick/" + part.name() + ".md")
              : installation
                  .results()
                  .resolve(LocalDate.now(ZoneOffset.UTC) + "-" + part.name() + ".md");
      report.writeTo(file);
      System.out.println(report.markdown());
      progress.step("written to " + installation.root().relativize(file));
    }
  }
}
