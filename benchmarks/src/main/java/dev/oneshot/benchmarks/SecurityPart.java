package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.measure.Figures;
import dev.oneshot.benchmarks.measure.Report;
import dev.oneshot.benchmarks.site.Installation;
import dev.oneshot.benchmarks.site.Requester;
import dev.oneshot.benchmarks.site.Site;
import dev.oneshot.pool.launch.Wires;
import dev.oneshot.pool.process.WorkerCommand;
import dev.oneshot.pool.process.WorkerConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What it costs a worker to speak TLS with broker and store, beside one that does not, and to
 * derive the key of a SCRAM login, beside a JVM that only says hello.
 */
final class SecurityPart implements Part {
  private static final int WARM_UP = 10;

  private final Kind plain = new Kind("worker, plain");
  private final Kind brokerTls = new Kind("worker, TLS to the broker");
  private final Kind storeTls = new Kind("worker, TLS to the store");
  private final Kind bothTls = new Kind("worker, TLS to both");
  private final Kind tlsCache = new Kind("worker, plain, cache with TLS");
  private final Kind plainCache = new Kind("worker, TLS to both, cache without TLS");
  private final Kind hello = new Kind("hello-world JVM");
  private final Kind scram = new Kind("hello-world JVM, one SCRAM-SHA-256 key");

  @Override
  public String name() {
    return "security";
  }

  @Override
  public Site site(Installation installation) throws Exception {
    return Site.startWithTls(installation)
        .orElseThrow(() ->
            new NotInstalledException(
                "only an installed RabbitMQ is given TLS here: apt-get install rabbitmq-server"));
  }

  @Override
  public Report measure(Site site, boolean isQuick, Progress progress) throws Exception {
    int n = isQuick ? 5 : 60;
    Site.Secured secured = site.secured();
    try (Requester requester = site.requester();
        Nursery withoutTls = nursery(site, requester, site.brokerUri(), site.storeUri());
        Nursery withBrokerTls = nursery(site, requester, secured.brokerUri(), site.storeUri());
        Nursery withStoreTls = nursery(site, requester, site.brokerUri(), secured.storeUri());
        Nursery withTls = nursery(site, requester, secured.brokerUri(), secured.storeUri());
        Nursery overtrained =
            nursery(
                site,
                requester,
                site.brokerUri(),
                site.storeUri(),
                site.installation().worker(Wires.TLS));
        Nursery untrained =
            nursery(
                site,
                requester,
                secured.brokerUri(),
                secured.storeUri(),
                site.installation().worker(Wires.PLAIN))) {
      progress.step("warming up the requester with " + WARM_UP + " workers");
      for (int i = 0; i < WARM_UP; i++) {
        withTls.live(new Kind("warm-up"));
      }
      new Turns()
          .add(plain, n, withoutTls::live)
          .add(tlsCache, n, overtrained::live)
          .add(brokerTls, n, withBrokerTls::live)
          .add(storeTls, n, withStoreTls::live)
          .add(bothTls, n, withTls::live)
          .add(plainCache, n, untrained::live)
          .add(hello, n, new HelloJvm(site.installation(), Hello.class)::live)
          .add(scram, n, new HelloJvm(site.installation(), ScramDerivation.class)::live)
          .run(progress);
    }
    return report(site);
  }

  private static Nursery nursery(Site site, Requester requester, String brokerUri, String storeUri)
      throws IOException {
    WorkerConnections connections = new WorkerConnections(brokerUri, storeUri, "any");
    WorkerCommand command = site.installation().worker(connections.wires());
    return nursery(site, requester, brokerUri, storeUri, command);
  }

  private static Nursery nursery(
      Site site, Requester requester, String brokerUri, String storeUri, WorkerCommand command)
      throws IOException {
    Path functions = site.installation().functionJars();
    return new Nursery(
        site.launcher(command, brokerUri, storeUri),
        requester,
        functions,
        "-Djavax.net.ssl.trustStore=" + site.secured().trustStore());
  }

  private Report report(Site site) throws IOException {
    Report report =
        new Report(
            "security: what TLS and SCRAM cost a worker",
            "process",
            "n",
            "publish to status ms, p50",
            "p90",
            "p99",
            "spawn to ready ms, p50",
            "p99",
            "CPU s a job, p50",
            "CPU ms more than without",
            "peak RSS MB, p50");
    report.fact("worker", "-Xmx256m, " + String.join(" ", site.installation().workerOptions()));
    for (Kind kind : List.of(plain, tlsCache, brokerTls, storeTls, bothTls, plainCache)) {
      row(report, kind, plain);
    }
    row(report, hello, hello);
    row(report, scram, hello);
    report.note(
        "Workers as in part dispatch, all with the same options: one job each, 1 KB to the echo, 250 ms after they were ready, with the cache that a pool gives them unless it says otherwise. The kinds take turns.");
    report.note(
        "TLS 1.3 where both sides agree on it; one self-signed RSA certificate of 2048 bits, checked with its host name. The login to RabbitMQ is PLAIN in every row.");
    report.note(
        "SCRAM: only the key's derivation, 15,000 rounds, once a client, in the worker's run-time with its options. The store here knows no users, so a login by SCRAM as a whole is not measured.");
    return report;
  }

  private static void row(Report report, Kind kind, Kind without) {
    boolean ranJob = kind.dispatch.n() > 0;
    report.row(
        kind.name,
        Long.toString(kind.cpu.n()),
        ranJob ? Figures.digits(kind.dispatch.median()) : "-",
        ranJob ? Figures.digits(kind.dispatch.percentile(90)) : "-",
        ranJob ? Figures.digits(kind.dispatch.percentile(99)) : "-",
        Figures.digits(kind.ready.median()),
        Figures.digits(kind.ready.percentile(99)),
        Figures.digits(kind.cpu.median()),
        kind == without ? "-" : Figures.digits(1000 * (kind.cpu.median() - without.cpu.median())),
        Figures.digits(kind.resident.median()));
  }
}
