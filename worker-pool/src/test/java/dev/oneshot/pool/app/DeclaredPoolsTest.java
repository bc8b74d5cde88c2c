package dev.oneshot.pool.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.oneshot.declarations.DeclarationException;
import dev.oneshot.pool.declaration.PoolsFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredPoolsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @TempDir private Path mount = Path.of("unset");

  /** As a kubelet mounts a ConfigMap: the file is a link into a directory that is a link. */
  @BeforeEach
  void mount() throws IOException {
    shows("first", "pools: {a: {image: w}}");
    Files.createSymbolicLink(mount.resolve("pools.yaml"), Path.of("..data/pools.yaml"));
  }

  private void shows(String version, String yaml) throws IOException {
    Path directory = Files.createDirectory(mount.resolve(version));
    Files.writeString(directory.resolve("pools.yaml"), yaml);
    Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
    Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private DeclaredPools declared() {
    return new DeclaredPools(
        new PoolsFile(mount.resolve("pools.yaml"), mount), InstantSource.system(), meters);
  }

  private double failures() {
    return meters.get("oneshot.pools.reload.failed").counter().count();
  }

  @Test
  void readsAgain_whenTheMountShowsAnotherVersion() throws IOException {
    DeclaredPools pools = declared();
    pools.refresh();
    assertThat(DeclaredPools.names(pools.now())).containsExactly("a");

    shows("second", "pools: {a: {image: w}, b: {image: w}}");
    pools.refresh();
    assertThat(DeclaredPools.names(pools.now())).containsExactly("a", "b");
    assertThat(failures()).isZero();
  }

  @Test
  void keepsThePools_whileTheFileIsWrong_andCountsItOnce() throws IOException {
    DeclaredPools pools = declared();
    shows("wrong", "pools: {b: {immage: w}}");
    pools.refresh();
    pools.refresh();
    assertThat(DeclaredPools.names(pools.now())).containsExactly("a");
    assertThat(pools.reading().problems()).hasSize(2).first().asString().contains("pools.b");
    assertThat(failures()).isEqualTo(1);

    shows("right", "pools: {c: {image: w}}");
    pools.refresh();
    assertThat(DeclaredPools.names(pools.now())).containsExactly("c");
    assertThat(pools.reading().problems()).isEmpty();
  }

  @Test
  void forgetsThatTheFileWasAway_whenItIsBackAsItWas() throws IOException {
    DeclaredPools pools = declared();
    Path data = mount.resolve("..data");
    Files.delete(data);
    pools.refresh();
    assertThat(pools.reading().problems()).containsExactly("there is no such file");

    Files.createSymbolicLink(data, Path.of("first"));
    pools.refresh();
    assertThat(pools.reading().problems()).isEmpty();
    assertThat(DeclaredPools.names(pools.now())).containsExactly("a");
  }

  @Test
  void refusesToStart_withAFileThatIsWrong() throws IOException {
    shows("wrong", "pools: {}");
    assertThatExceptionOfType(DeclarationException.class).isThrownBy(this::declared);
  }
}
