package dev.oneshot.request.functions;

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
 */
@ConfigurationProperties("oneshot.functions")
public record FunctionsProperties(@DefaultValue("functions.yaml") String file) {
  Resource resource() {
    return ResourceUtils.isUrl(file)
        ? new DefaultResourceLoader().getResource(file)
        : new FileSystemResource(file);
  }
}
