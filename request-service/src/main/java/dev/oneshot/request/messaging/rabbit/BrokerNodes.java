package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.topology.BrokerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where Boot connects to, read as workers and pools read it: Boot's own reader takes user, password
 * and virtual host as they are written, percent signs and all.
 */
final class BrokerNodes implements RabbitConnectionDetails {
  /** A comma, unless an at sign tells that it is one of a password. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?![^/@]*@)");

  private static final String AFTER_SCHEME = "://";

  private final List<BrokerAddress> nodes;
  private final @Nullable SslBundle bundle;

  private BrokerNodes(List<BrokerAddress> nodes, @Nullable SslBundle bundle) {
    this.nodes = nodes;
    this.bundle = bundle;
  }

  /**
   * Reads {@code amqp[s]://user:password@host:port/vhost}, and more of them after commas. Login and
   * virtual host are those of the first; of others {@code host:port} is enough.
   *
   * @param bundle keys and trust of its own for TLS, if there is one
   * @throws IllegalArgumentException without the text, which has a password in it
   */
  static BrokerNodes of(String uris, @Nullable SslBundle bundle) {
    List<BrokerAddress> nodes = new ArrayList<>();
    for (String uri : SEPARATOR.split(uris, -1)) {
      String text = uri.strip();
      boolean isShort = !nodes.isEmpty() && !text.contains(AFTER_SCHEME);
      String scheme = isShort ? (nodes.getFirst().isTls() ? "amqps" : "amqp") + AFTER_SCHEME : "";
      nodes.add(BrokerAddress.of(scheme + text));
    }
    if (nodes.stream().map(BrokerAddress::isTls).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "ONESHOT_BROKER_URI names some nodes with amqp: and some with amqps:; either all or none");
    }
    return new BrokerNodes(List.copyOf(nodes), bundle);
  }

  boolean isTls() {
    return nodes.getFirst().isTls();
  }

  @Override
  public String getUsername() {
    return nodes.getFirst().user();
  }

  @Override
  public String getPassword() {
    return nodes.getFirst().password();
  }

  @Override
  public String getVirtualHost() {
    return nodes.getFirst().virtualHost();
  }

  @Override
  public List<Address> getAddresses() {
    return nodes.stream().map(node -> new Address(node.host(), node.port())).toList();
  }

  @Override
  public @Nullable SslBundle getSslBundle() {
    return isTls() ? bundle : null;
  }
}
