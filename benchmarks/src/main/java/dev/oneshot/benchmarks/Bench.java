package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Machine;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.Site;
import java.io.IOException;
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
      "  churn     one-shot jobs a second and what each costs, beside programs that do nothing",
      "  reuse     the same where a worker may serve 100 jobs",
      "  idle      what 20 idle workers cost",
      "  peers     the same jobs by Celery, one-shot and with reused children",
      "  security  what TLS and SCRAM cost a worker",
      ""
    },
    footer = {
      "",
      "Each part writes benchmarks/results/DATE-NAME.md and its charts. A part that fails does not"
          + " stop the others, but the command then ends with 1. benchmarks/README.md says how to"
          + " read it all."
    })
final class Bench implements Callable<Integer> {
  /** Set by the launcher script: the checkout. */
  private static final String HOME = "oneshot.home";

  private static final List<Part> PARTS =
      List.of(
          new BulkPart(),
          new DispatchPart(),
          new CallPart(),
          new WaitingPart(),
          new ChurnPart(),
          new ReusePart(),
          new IdlePart(),
          new PeersPart(),
          new SecurityPart());

  @Parameters(paramLabel = "NAME", description = "Any of the parts above.")
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
    Progress progress = Progress.onStderr("bench");
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
    try {
      RabbitPackage.require(progress);
    } catch (NotInstalledException e) {
      progress.failed(String.valueOf(e.getMessage()));
      return CommandLine.ExitCode.SOFTWARE;
    }
    Summary summary = new Summary();
    for (Part part : PARTS) {
      if (names.isEmpty() || names.contains(part.name())) {
        attempt(part, installation, progress, summary);
      }
    }
    summarise(summary, installation, progress);
    return summary.isComplete() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  // one part that breaks must not cost the figures of the others
  private void attempt(Part part, Installation installation, Progress progress, Summary summary)
      throws InterruptedException {
    progress.part(part.name());
    try {
      summary.add(part.name(), run(part, installation, progress));
    } catch (InterruptedException e) {
      throw e;
    } catch (NotInstalledException e) {
      progress.failed(part.name() + " was not run: " + e.getMessage());
      summary.failed(part.name(), String.valueOf(e.getMessage()));
    } catch (Exception e) {
      progress.failed(part.name() + " failed");
      e.printStackTrace();
      summary.failed(part.name(), e.toString());
    }
  }

  private void summarise(Summary summary, Installation installation, Progress progress)
      throws IOException {
    Report report = summary.report();
    report.fact("machine", Machine.hardware());
    if (isQuick) {
      report.fact("quick", "not to be quoted");
    }
    System.out.println(report.markdown("summary"));
    if (names.isEmpty()) {
      write(report, "summary", installation, progress);
    }
  }

  private Report run(Part part, Installation installation, Progress progress) throws Exception {
    String loadBefore = Machine.load();
    OffsetDateTime begin = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    try (Site site = part.site(installation)) {
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
      System.out.println(report.markdown(part.name()));
      write(report, part.name(), installation, progress);
      return report;
    }
  }

  private void write(Report report, String name, Installation installation, Progress progress)
      throws IOException {
    Path directory =
        isQuick ? installation.root().resolve("benchmarks/target/quick") : installation.results();
    String file = isQuick ? name : LocalDate.now(ZoneOffset.UTC) + "-" + name;
    report.writeTo(directory, file);
    progress.step("written to " + installation.root().relativize(directory.resolve(file + ".md")));
  }
}
