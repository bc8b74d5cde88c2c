package dev.oneshot.request.reading;

import com.mongodb.client.MongoDatabase;
import dev.oneshot.embedded.EmbeddedStore;
import dev.oneshot.job.JobStore;
import dev.oneshot.job.RetentionStore;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.job.mongo.MongoRetentionStore;
import dev.oneshot.job.mongo.MongoServerClock;
import dev.oneshot.payload.mongo.MongoPayloadStore;
import dev.oneshot.payload.mongo.ReadAhead;
import dev.oneshot.request.fixture.TestJobs;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.InstantSource;
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
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The real server with the embedded store, one for all tests of a JVM. */
final class TestServer implements AutoCloseable {
  private static final long STORE_BYTES = 256L << 20;

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

  WatchedPayloads payloads() {
    return context.getBean(WatchedPayloads.class);
  }

  RequestMappingHandlerMapping mapping() {
    return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
  }

  /** The path that calls functions belongs to another package; here it only has to be there. */
  private void mapInvocations() {
    try {
      Method handler = Invocations.class.getDeclaredMethod("invoke", HttpServletRequest.class);
      RequestMappingHandlerMapping mapping = mapping();
      mapping.registerMapping(
          RequestMappingInfo.paths("/v1/functions/{name}/invocations")
              .methods(RequestMethod.POST)
              .options(mapping.getBuilderConfiguration())
              .build(),
          new Invocations(),
          handler);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
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
    "dev.oneshot.request.reading"
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
      ReadAhead ahead = new ReadAhead(Executors.newVirtualThreadPerTaskExecutor(), 8);
      return new WatchedPayloads(new MongoPayloadStore(database, serverTime, ahead));
    }
  }
}
