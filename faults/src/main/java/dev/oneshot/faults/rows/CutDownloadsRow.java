package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.faults.proof.Answer;
import dev.oneshot.faults.proof.Callers.Call;
import dev.oneshot.faults.proof.Expected;
import dev.oneshot.faults.proof.Trial;
import dev.oneshot.job.Job;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** F25: a replica is killed while it sends a large result. */
final class CutDownloadsRow implements Row {
  private static final int RESULT_BYTES = 64 << 20;

  @Override
  public String name() {
    return "F25";
  }

  @Override
  public String what() {
    return "replicas are killed while they send a result of 64 MiB";
  }

  @Override
  public void play(Scene scene) throws Exception {
    int kills = scene.size(20, 3);
    try (Trial trial = scene.trial();
        HttpClient client = HttpClient.newHttpClient()) {
      Service survivor = trial.stand().replica();
      trial.stand().pool(1, 2);
      Answer made =
          trial
              .callers()
              .call(
                  Call.waiting(survivor.url(), "work", trial.order().returning(RESULT_BYTES), 120));
      Job job = trial.records().job(made.job()).orElseThrow();
      for (int i = 0; i < kills; i++) {
        Service victim = trial.stand().replica();
        long killAt = ThreadLocalRandom.current().nextLong(RESULT_BYTES - (8 << 20));
        trial
            .tally()
            .expect(
                isCut(client, victim, made.job(), () -> trial.stand().kill(victim), killAt),
                "a download ended as if it were whole");
        trial.tally().injected(1);
        trial
            .tally()
            .expect(
                Download.digest(client, survivor, made.job())
                    .equals(Objects.requireNonNull(job.result()).sha256()),
                "the other replica gave other bytes");
      }
      trial.judge(Expected.done());
    }
  }

  private static boolean isCut(
      HttpClient client, Service replica, String job, Runnable kill, long killAt)
      throws InterruptedException, IOException {
    HttpResponse<InputStream> response =
        client.send(Download.request(replica, job), BodyHandlers.ofInputStream());
    boolean isWhole =
        response.headers().firstValueAsLong("Content-Length").orElse(0) == RESULT_BYTES;
    try (InputStream body = response.body()) {
      body.skipNBytes(killAt);
      kill.run();
      body.transferTo(OutputStream.nullOutputStream());
      return false;
    } catch (IOException e) {
      // that it was killed is seen by itself: one that failed before it sent anything is none
      return response.statusCode() == 200 && isWhole && !replica.process().handle().isAlive();
    }
  }
}
