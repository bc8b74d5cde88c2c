package dev.oneshot.pool.declaration;

import dev.oneshot.declarations.Kind;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What values must be that Kubernetes would refuse otherwise, long after the file was read. */
final class Keys {
  static final Kind<Path> DIRECTORY =
      new Kind<>("a directory", Path::of)
          .where(
              "the absolute path of a directory",
              path -> path.isAbsolute() && Files.isDirectory(path));

  static final Kind<String> QUANTITY =
      Kind.TEXT.where("a quantity such as 500m, 2, 512Mi or 10Gi", Keys::isQuantity);

  /** Of an object: RFC 1123's subdomain. */
  static final Kind<String> NAME =
      Kind.matching(
          Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"),
          "a Kubernetes name: lower-case letters, digits, dashes and dots");

  static final Kind<String> LABEL_VALUE =
      Kind.matching(
          Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?"),
          "a label's value: at most 63 letters, digits, dashes, dots and underscores");

  static final Kind<String> MOUNT_PATH =
      Kind.TEXT.where(
          "an absolute path such as /etc/tls, outside /scratch, /tmp and /opt/oneshot",
          path -> path.matches("/[^:]*[^:/]") && !path.matches("/(scratch|tmp|opt/oneshot)(/.*)?"));

  private static final Pattern LABEL_KEY =
      Pattern.compile(
          "([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Keys() {}

  static boolean isLabel(String key) {
    return LABEL_KEY.matcher(key).matches();
  }

  static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches();
  }

  private static boolean isQuantity(String text) {
    try {
      return Quantity.getAmountInBytes(Quantity.parse(text)).signum() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
