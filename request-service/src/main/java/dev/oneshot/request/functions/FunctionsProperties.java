package dev.oneshot.request.functions;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.ResourceUtils;

/**
 * Where functions are declared.
 *
 * @param file path of a file, or a location such as {@code classpath:functions.yaml}
 * @param reloadInterval how often it is read; what a mounted ConfigMap shows changes by a symlink,
 *     which no file watch tells reliably
 */
@ConfigurationProperties("oneshot.functions")
public record FunctionsProperties(
    @DefaultValue("functions.yaml") String file, @DefaultValue("2s") Duration reloadInterval) {
  public FunctionsProperties {
    if (!reloadInterval.isPositive()) {
      throw new IllegalArgumentException("oneshot.functions.reload-interval must be above zero");
    }
  }

  Resource resource() {
    return ResourceUtils.isUrl(file)
        ? new DefaultResourceLoader().getResource(file)
        : new FileSystemResource(file);
  }
}
