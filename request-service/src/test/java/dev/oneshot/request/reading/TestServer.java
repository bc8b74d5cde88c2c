package dev.oneshot.request.reading;

import com.mongodb.client.MongoDatabase;
import dev.oneshot.embedded.EmbeddedStore;
import dev.oneshot.job.JobId;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRetentionStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import dev.oneshot.payload.mongo.SecondChunks;
import dev.oneshot.request.fixture.TestJobs;
import dev.oneshot.request.transfer.Transfers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The real server with the embedded store, one for all tests of a JVM. */
final class TestServer implements AutoCloseable {
  private static final long STORE_BYTES = 256L << 20;

  /** Large bodies at once. */
  static final int TRANSFERS = 16;

  private final ConfigurableApplicationContext context;
  final EmbeddedStore store;
  final List<JobEnded> ended = new CopyOnWriteArrayList<>();
  final TestJobs jobs;

  /** A server whose store gives up looking for a server after the given time. */
  private TestServer(long patienceMillis) {
    store = EmbeddedStore.start(STORE_BYTES);
    context =
        new SpringApplicationBuilder(Application.class)
            .listeners(
                (ApplicationListener<PayloadApplicationEvent<?>>)
                    event -> {
                      if (event.getPayload() instanceof JobEnded job) {
                        ended.add(job);
                      }
                    })
            // arguments, which alone outrank application.yaml
            .run(
                "--server.port=0",
                "--oneshot.transfers.max=" + TRANSFERS,
                "--oneshot.transfers.patience=300ms",
                "--management.server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.threads.virtual.enabled=true",
                "--management.endpoint.health.validate-group-membership=false",
                "--spring.servlet.multipart.enabled=false",
                "--spring.mvc.formcontent.filter.enabled=false",
                "--spring.mongodb.uri="
                    + store.uri()
                    + "/oneshot?serverSelectionTimeoutMS="
                    + patienceMillis,
                "--oneshot.functions.file=classpath:reading-functions.yaml");
    mapInvocations();
    jobs = new TestJobs(context.getBean(MongoDatabase.class), context.getBean(InstantSource.class));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              context.close();
              store.close();
            }));
  }

  private static final class Shared {
    static final TestServer SERVER = new TestServer(30_000);
  }

  /** One of its own, to be closed by who asked for it. */
  static TestServer impatient() {
    return new TestServer(300);
  }

  @Override
  public void close() {
    context.close();
    store.close();
  }

  static TestServer shared() {
    return Shared.SERVER;
  }

  int port() {
    var server = ((WebServerApplicationContext) context).getWebServer();
    return Objects.requireNonNull(server, "server").getPort();
  }

  URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
  }

  Transfers transfers() {
    return context.getBean(Transfers.class);
  }

  WatchedPayloads payloads() {
    return context.getBean(WatchedPayloads.class);
  }

  RequestMappingHandlerMapping mapping() {
    return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
  }

  /** The path that calls functions belongs to another package; here it only has to be there. */
  private void mapInvocations() {
    map("/v1/functions/{name}/invocations", new Invocations());
    map(
        "/ended/{id}",
        new Ended(context.getBean(JobStore.class), context.getBean(ResultWriter.class)));
  }

  // to its only method
  private void map(String path, Object handler) {
    Method method =
        Arrays.stream(handler.getClass().getDeclaredMethods())
            .filter(declared -> !declared.isSynthetic())
            .findFirst()
            .orElseThrow();
    RequestMappingHandlerMapping mapping = mapping();
    mapping.registerMapping(
        RequestMappingInfo.paths(path)
            .methods(RequestMethod.POST)
            .options(mapping.getBuilderConfiguration())
            .build(),
        handler,
        method);
  }

  /** Answers as whoever called for the job, and waited for its end, is answered. */
  static final class Ended {
    private final JobStore jobs;
    private final ResultWriter results;

    Ended(JobStore jobs, ResultWriter results) {
      this.jobs = jobs;
      this.results = results;
    }

    void answer(
        @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setHeader("traceparent", "of-the-call");
      results.writeToCaller(
          jobs.find(new JobId(id)).orElseThrow(), Duration.ofMinutes(1), request, response);
    }
  }

  static final class Invocations {
    private final String broken = "java.lang secret of dev.oneshot";

    /** Reads the body and fails, as broken code would. */
    void invoke(HttpServletRequest request) throws IOException {
      request.getInputStream().transferTo(OutputStream.nullOutputStream());
      Integer.parseInt(broken);
    }
  }

  // without a stereotype, or a component scan of the whole service would find it
  @EnableAutoConfiguration
  @ComponentScan({
    "dev.oneshot.request.connection",
    "dev.oneshot.request.functions",
    "dev.oneshot.request.problem",
    "dev.oneshot.request.reading",
    "dev.oneshot.request.transfer"
  })
  static class Application {
    @Bean
    MongoDatabase database(MongoTemplate mongo) {
      return mongo.getDb();
    }

    @Bean
    InstantSource serverTime(MongoDatabase database) {
      return new MongoServerClock(database);
    }

    @Bean
    JobStore jobStore(MongoDatabase database, InstantSource serverTime) {
      return new MongoJobStore(database, serverTime);
    }

    @Bean
    RetentionStore retentionStore(MongoDatabase database, InstantSource serverTime) {
      return new MongoRetentionStore(database, serverTime);
    }

    @Bean
    WatchedPayloads payloadStore(MongoDatabase database, InstantSource serverTime) {
      SecondChunks room = new SecondChunks(Executors.newVirtualThreadPerTaskExecutor(), 8);
      return new WatchedPayloads(new MongoPayloadStore(database, serverTime, room));
    }
  }
}
