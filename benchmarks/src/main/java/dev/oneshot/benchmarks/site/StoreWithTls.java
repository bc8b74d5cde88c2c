package dev.oneshot.benchmarks.site;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.oneshot.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The store's library as a process of its own with two listeners on the same data, one plain and
 * one with TLS: {@code StoreWithTls DIRECTORY}, that of a {@link TestCertificate}. Prints one line,
 * {@code ready URI URI}, and serves until it is killed.
 */
final class StoreWithTls {
  private StoreWithTls() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    MemoryBackend backend = new MemoryBackend();
    MongoServer plain = new MongoServer(backend);
    plain.bind("127.0.0.1", 0);
    MongoServer secured = new MongoServer(backend);
    TestCertificate shown = new TestCertificate(Path.of(arguments[0]));
    secured.enableSsl(shown.privateKey(), "", shown.x509());
    secured.bind("127.0.0.1", 0);
    System.out.println("ready " + uri(plain, "") + ' ' + uri(secured, "/?tls=true"));
  }

  private static String uri(MongoServer server, String options) {
    return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + options;
  }
}
