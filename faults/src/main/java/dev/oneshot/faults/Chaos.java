package dev.oneshot.faults;

import dev.oneshot.benchmarks.NotInstalledException;
import dev.oneshot.benchmarks.Progress;
import dev.oneshot.benchmarks.RabbitPackage;
import dev.oneshot.benchmarks.measure.Machine;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.faults.proof.Tally;
import dev.oneshot.faults.rows.Row;
import dev.oneshot.faults.rows.Rows;
import dev.oneshot.faults.site.EarlierVersion;
import dev.oneshot.faults.site.Stand;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code ./chaos}. */
@Command(
    name = "chaos",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Breaks Oneshot on this machine and counts what is lost: a real RabbitMQ, the store, replicas"
          + " and workers, each a process of its own; a ledger that the product does not know of"
          + " says what was executed. Without a ROW it plays all of the fault matrix:",
      "",
    },
    footer = {
      "",
      "Prints a line for each row and writes docs/chaos/DATE.md when all were played, else"
          + " faults/target. Ends with 1 when a row does not hold, or one that was named cannot be"
          + " played here. faults/README.md says how to read it."
    })
public final class Chaos implements Callable<Integer> {
  /** Set by the launcher script: the checkout. */
  private static final String HOME = "oneshot.home";

  private static final List<String> COLUMNS =
      Stream.concat(Stream.of("row", "broken"), Tally.COLUMNS.stream()).toList();

  @Parameters(paramLabel = "ROW", description = "Any of the above.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--quick",
      description =
          "Every row small, 24 minutes in all on two cores. Writes to faults/target/quick.")
  private boolean isQuick;

  @Option(
      names = "--earlier",
      paramLabel = "DIR",
      description = {
        "The checkout of an earlier version, in which ./chaos was built: F42 puts it beside this one."
      })
  private @Nullable Path earlier;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean isHelp;

  private Chaos() {}

  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Chaos());
    command.getCommandSpec().usageMessage().description(describe(command));
    System.exit(command.execute(arguments));
  }

  private static String[] describe(CommandLine command) {
    return Stream.concat(
            Stream.of(command.getCommandSpec().usageMessage().description()),
            Stream.concat(
                Rows.of(Optional.empty()).all().stream()
                    .map(row ->
                        String.format("  %-4s %s", row.name(), row.what()).replace("%", "%%")),
                Stream.of("")))
        .toArray(String[]::new);
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = Progress.onStderr("chaos");
    Optional<EarlierVersion> version = Optional.ofNullable(earlier).map(EarlierVersion::new);
    if (version.filter(given -> !given.isBuilt()).isPresent()) {
      progress.failed("nothing is built in " + earlier + "; run ./chaos --help there first");
      return CommandLine.ExitCode.USAGE;
    }
    Rows rows = Rows.of(version);
    List<String> unknown = names.stream().filter(name -> rows.named(name).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      progress.failed("no such row: " + String.join(", ", unknown) + "; see ./chaos --help");
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
    OffsetDateTime begin = now();
    String servers = servers(installation); // first: where none can be started, nothing can
    Map<Row, Tally> found = new LinkedHashMap<>();
    List<Row> chosen = chosen(rows);
    for (Row row : chosen) {
      progress.part(row.name() + ": " + row.what());
      if (row.hindrance().isPresent() && row.needs().isPresent()) {
        row.needs().get().install(progress);
      }
      if (row.hindrance().isEmpty()) {
        Tally tally = Bounded.play(row, installation, isQuick, progress);
        found.put(row, tally);
        progress.step(row.name() + " | " + String.join(" | ", tally.cells()));
      }
    }
    report(chosen, found, begin, servers, installation, progress);
    boolean isPlayed = names.isEmpty() || found.size() == chosen.size();
    return isPlayed && found.values().stream().allMatch(Tally::holds)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Row> chosen(Rows rows) {
    return names.isEmpty()
        ? rows.all()
        : rows.all().stream()
            .filter(row -> names.stream().anyMatch(row.name()::equalsIgnoreCase))
            .toList();
  }

  private void report(
      List<Row> chosen,
      Map<Row, Tally> found,
      OffsetDateTime begin,
      String servers,
      Installation installation,
      Progress progress)
      throws Exception {
    Report report =
        new Report("What was broken, and what came of it", COLUMNS.toArray(String[]::new));
    report.fact("when", begin + " to " + now() + (isQuick ? ", quick: small sizes" : ""));
    report.fact("machine", Machine.hardware());
    report.fact("Java", Machine.java());
    report.fact("servers", servers);
    for (Row row : chosen) {
      Tally tally = found.get(row);
      report.row(
          Stream.concat(
                  Stream.of(row.name(), row.what()),
                  tally == null ? notPlayed(row).stream() : tally.cells().stream())
              .toArray(String[]::new));
    }
    boolean isWhole = names.isEmpty() && !isQuick;
    Path directory =
        installation
            .root()
            .resolve(isWhole ? "docs/chaos" : isQuick ? "faults/target/quick" : "faults/target");
    String name =
        isWhole
            ? LocalDate.now(ZoneOffset.UTC).toString()
            : names.isEmpty()
                ? "all"
                : chosen.stream().map(Row::name).collect(Collectors.joining("-"));
    System.out.println(report.markdown(name));
    report.writeTo(directory, name);
    progress.step("written to " + installation.root().relativize(directory.resolve(name + ".md")));
  }

  private static List<String> notPlayed(Row row) {
    List<String> cells = new ArrayList<>(Collections.nCopies(Tally.COLUMNS.size() - 2, "-"));
    cells.add("not run");
    cells.add(row.hindrance().orElse("-"));
    return cells;
  }

  private static String servers(Installation installation) throws Exception {
    try (Stand stand = Stand.start(installation)) {
      return stand.servers();
    }
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  }
}
