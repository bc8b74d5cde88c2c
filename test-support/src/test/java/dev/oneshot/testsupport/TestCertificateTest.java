package dev.oneshot.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCertificateTest {
  @Test
  void isForItsHost_andTrustedByItsTrustStoreWithoutAPassword(@TempDir Path directory)
      throws Exception {
    TestCertificate made = TestCertificate.in(directory, "dns:broker.example");

    X509Certificate shown;
    try (InputStream pem = Files.newInputStream(made.certificate())) {
      shown = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
    assertThat(shown.getSubjectAlternativeNames())
        .singleElement()
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains("broker.example");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(made.trustStore())) {
      trusted.load(file, null);
    }
    assertThat(Collections.list(trusted.aliases()))
        .singleElement()
        .satisfies(alias -> assertThat(trusted.getCertificate(alias)).isEqualTo(shown));
    assertThat(made.key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(directory).isDirectoryNotContaining("glob:**key.p12");
  }
}
