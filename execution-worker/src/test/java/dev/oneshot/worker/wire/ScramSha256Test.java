package dev.oneshot.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.oneshot.worker.wire.StoreAddress.Login;
import org.junit.jupiter.api.Test;

/** The exchange that RFC 7677 shows in its section 3. */
class ScramSha256Test {
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

  private final ScramSha256 scram =
      new ScramSha256(new Login("user", "pencil", "admin"), "rOprNGfwEbeRWgbNEkqO");

  @Test
  void saysWhatTheStandardShows() throws Exception {
    assertThat(scram.first()).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assertThat(scram.last(SERVER_FIRST))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThatCode(() -> scram.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
        .doesNotThrowAnyException();
  }

  @Test
  void doesNotTrustAServerThatDoesNotKnowThePassword() throws Exception {
    scram.last(SERVER_FIRST);

    assertThatIOException()
        .isThrownBy(() -> scram.verify("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    assertThatIOException().isThrownBy(() -> scram.verify("e=invalid-proof"));
  }

  @Test
  void provesNothingToAServer_thatAnswersAnotherLogin() {
    assertThatIOException().isThrownBy(() -> scram.last(SERVER_FIRST.replace("r=r", "r=x")));
    assertThatIOException()
        .isThrownBy(() -> scram.last("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
  }

  @Test
  void provesNothingToAServer_thatMakesGuessingCheap() {
    assertThatIOException().isThrownBy(() -> scram.last(SERVER_FIRST.replace("4096", "1")));
    assertThatIOException().isThrownBy(() -> scram.last(SERVER_FIRST.replace("4096", "many")));
  }

  @Test
  void writesNamesWithoutTheSignsThatSeparate() {
    Login login = new Login("a=b,c", "x", "admin");
    assertThat(new ScramSha256(login, "nonce").first()).isEqualTo("n,,n=a=3Db=2Cc,r=nonce");
  }
}
