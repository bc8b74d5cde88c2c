package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server's certificate for one host, good for a day and signed by itself (RSA 2048); as the files
 * that servers and clients read.
 *
 * @param directory which holds them, and is the caller's to delete
 */
public record TestCertificate(Path directory) {
  private static final String ALIAS = "server";
  private static final String PASSWORD_VARIABLE = "ONESHOT_KEY_STORE_PASSWORD";
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

  /**
   * Makes one (about 1 s).
   *
   * @param directory empty
   * @param host as keytool writes an alternative name: {@code ip:127.0.0.1}, {@code
   *     dns:broker.example}
   */
  public static TestCertificate in(Path directory, String host) {
    try {
      TestCertificate made = new TestCertificate(directory);
      made.write(host);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No certificate could be made for " + host, e);
    }
  }

  /** What the server shows, PEM. */
  public Path certificate() {
    return directory.resolve("certificate.pem");
  }

  /** Its private key, PEM, PKCS #8, not encrypted. */
  public Path key() {
    return directory.resolve("key.pem");
  }

  /** PKCS #12 without a password: trusts this certificate and nothing else. */
  public Path trustStore() {
    return directory.resolve("trust.p12");
  }

  /** Its private key, and what a server written in Java shows. */
  public PrivateKey privateKey() throws IOException, GeneralSecurityException {
    String base64 = Files.readString(key()).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  /** What goes with {@link #privateKey}. */
  public X509Certificate x509() throws IOException, GeneralSecurityException {
    try (InputStream file = Files.newInputStream(certificate())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  /** For a server that shows it. */
  public SSLContext serverContext() throws IOException, GeneralSecurityException {
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load((InputStream) null, null);
    shown.setKeyEntry(ALIAS, privateKey(), new char[0], new Certificate[] {x509()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(shown, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** For a client that trusts it and nothing else. */
  public SSLContext clientContext() throws IOException, GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(KeyStore.getInstance(trustStore().toFile(), (char[]) null));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void write(String host) throws IOException, GeneralSecurityException {
    Path keyStore = directory.resolve("key.p12");
    String password = UUID.randomUUID().toString();
    Commands.run(keytool(keyStore, password, host));
    KeyStore made = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
    Certificate certificate = made.getCertificate(ALIAS);
    writePem(certificate(), "CERTIFICATE", certificate.getEncoded());
    writePem(key(), "PRIVATE KEY", made.getKey(ALIAS, password.toCharArray()).getEncoded());
    writeTrustStore(certificate);
    Files.delete(keyStore);
  }

  private static ProcessBuilder keytool(Path keyStore, String password, String host) {
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            keyStore.toString(),
            "-storetype",
            "PKCS12",
            "-storepass:env",
            PASSWORD_VARIABLE,
            "-alias",
            ALIAS,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-validity",
            "1",
            "-dname",
            "CN=Oneshot test",
            "-ext",
            "san=" + host);
    keytool.environment().put(PASSWORD_VARIABLE, password);
    return keytool.redirectErrorStream(true);
  }

  private static void writePem(Path file, String type, byte[] encoded) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, PEM.encodeToString(encoded), type),
        US_ASCII);
  }

  private void writeTrustStore(Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load((InputStream) null, null);
    trusted.setCertificateEntry(ALIAS, certificate);
    try (OutputStream file = Files.newOutputStream(trustStore())) {
      trusted.store(file, null);
    }
  }
}
