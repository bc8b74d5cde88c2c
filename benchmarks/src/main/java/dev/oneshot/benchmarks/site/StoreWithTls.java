package dev.oneshot.benchmarks.site;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The store's library as a process of its own with two listeners on the same data, one plain and
 * one with TLS: {@code StoreWithTls KEY CERTIFICATE} (PEM; an RSA key). Prints one line, {@code
 * ready URI URI}, and serves until it is killed.
 */
final class StoreWithTls {
  private StoreWithTls() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    MemoryBackend backend = new MemoryBackend();
    MongoServer plain = new MongoServer(backend);
    plain.bind("127.0.0.1", 0);
    MongoServer secured = new MongoServer(backend);
    secured.enableSsl(key(Path.of(arguments[0])), "", certificate(Path.of(arguments[1])));
    secured.bind("127.0.0.1", 0);
    System.out.println("ready " + uri(plain, "") + ' ' + uri(secured, "/?tls=true"));
  }

  private static String uri(MongoServer server, String options) {
    return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + options;
  }

  private static PrivateKey key(Path pem) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  private static X509Certificate certificate(Path pem)
      throws IOException, GeneralSecurityException {
    try (InputStream file = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }
}
