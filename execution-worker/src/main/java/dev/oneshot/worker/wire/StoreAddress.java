package dev.oneshot.worker.wire;

import com.mongodb.AuthenticationMechanism;
import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a connection string the short way needs.
 *
 * @param hosts one of which is, or knows, the primary
 * @param replicaSet the name it must have; null for any server that takes writes
 * @param login null where the server asks for none
 */
public record StoreAddress(
    List<ServerAddress> hosts, boolean isTls, @Nullable String replicaSet, @Nullable Login login) {

  /**
   * A user of the server.
   *
   * @param source the database that knows the user
   * @param key as it was derived by another; null for none
   */
  public record Login(String user, String password, String source, @Nullable StoreKey key) {
    Login(String user, String password, String source) {
      this(user, password, source, null);
    }

    /** Without password and key. */
    @Override
    public String toString() {
      return "Login[user=" + user + ", source=" + source + "]";
    }
  }

  /** The same with the key of its login, which counts while the server's salt is the key's. */
  public StoreAddress with(@Nullable StoreKey key) {
    return login == null || key == null
        ? this
        : new StoreAddress(
            hosts,
            isTls,
            replicaSet,
            new Login(login.user(), login.password(), login.source(), key));
  }

  /** Empty where the string asks for something that only the driver can. */
  public static Optional<StoreAddress> of(ConnectionString uri) {
    MongoCredential credential = uri.getCredential();
    Login login = credential == null ? null : login(credential);
    if (!isPlain(uri) || (credential != null && login == null)) {
      return Optional.empty();
    }
    return Optional.of(
        new StoreAddress(
            uri.getHosts().stream().map(ServerAddress::new).toList(),
            Boolean.TRUE.equals(uri.getSslEnabled()),
            uri.getRequiredReplicaSetName(),
            login));
  }

  private static boolean isPlain(ConnectionString uri) {
    return !uri.isSrvProtocol()
        && !Boolean.TRUE.equals(uri.isLoadBalanced())
        && !Boolean.TRUE.equals(uri.getSslInvalidHostnameAllowed())
        && uri.getProxyHost() == null
        && uri.getHosts().stream().noneMatch(host -> host.endsWith(".sock"));
  }

  private static @Nullable Login login(MongoCredential credential) {
    AuthenticationMechanism mechanism = credential.getAuthenticationMechanism();
    String user = credential.getUserName();
    char[] password = credential.getPassword();
    if ((mechanism != null && mechanism != AuthenticationMechanism.SCRAM_SHA_256)
        || user == null
        || password == null) {
      return null;
    }
    String text = new String(password);
    // only with letters of ASCII a password is surely its own SASLprep
    return text.chars().allMatch(letter -> letter >= ' ' && letter <= '~')
        ? new Login(user, text, credential.getSource())
        : null;
  }
}
