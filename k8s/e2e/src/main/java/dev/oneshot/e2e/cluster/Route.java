package dev.oneshot.e2e.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this machine reaches a service of the cluster: at the service's own address or a node's port
 * where packets get there, else through a tunnel that the API server offers, which costs
 * milliseconds and leads to one pod.
 */
public final class Route implements AutoCloseable {
  private static final int CONNECT_MILLIS = 700;

  private final InetSocketAddress address;
  private final @Nullable LocalPortForward tunnel;

  private Route(InetSocketAddress address, @Nullable LocalPortForward tunnel) {
    this.address = address;
    this.tunnel = tunnel;
  }

  static Route to(KubernetesClient client, Service service, int port) {
    for (InetSocketAddress candidate : candidates(client, service, port)) {
      if (answers(candidate)) {
        return new Route(candidate, null);
      }
    }
    LocalPortForward tunnel =
        client
            .services()
            .inNamespace(service.getMetadata().getNamespace())
            .withName(service.getMetadata().getName())
            .portForward(port);
    return new Route(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), tunnel.getLocalPort()), tunnel);
  }

  private static List<InetSocketAddress> candidates(
      KubernetesClient client, Service service, int port) {
    List<InetSocketAddress> candidates = new ArrayList<>();
    candidates.add(at(service.getSpec().getClusterIP(), port));
    service.getSpec().getPorts().stream()
        .filter(open -> open.getPort() == port)
        .map(ServicePort::getNodePort)
        .filter(nodePort -> nodePort != null && nodePort > 0)
        .forEach(nodePort ->
            client.nodes().list().getItems().stream()
                .flatMap(node -> node.getStatus().getAddresses().stream())
                .filter(address -> address.getType().equals("InternalIP"))
                .forEach(address -> candidates.add(at(address.getAddress(), nodePort))));
    return candidates;
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public String host() {
    return address.getHostString();
  }

  public int port() {
    return address.getPort();
  }

  /** Whether the service itself is reached, and with it all of its pods. */
  public boolean isDirect() {
    return tunnel == null;
  }

  @Override
  public String toString() {
    return isDirect() ? host() + ":" + port() : "a tunnel through the API server";
  }

  @Override
  public void close() throws IOException {
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
