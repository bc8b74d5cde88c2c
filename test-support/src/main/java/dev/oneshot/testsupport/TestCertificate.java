package dev.oneshot.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.UUID;

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
