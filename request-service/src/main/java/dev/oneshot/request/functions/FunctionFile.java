package dev.oneshot.request.functions;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a file such as
 *
 * <pre>
 * functions:
 *   code-scan:
 *     handler: dev.oneshot.examples.scan.CodeScan
 *     run-timeout: 15m
 * </pre>
 *
 * {@link Declaration} has the keys and the defaults. Every failure is a {@link
 * FunctionFileException}.
 */
final class FunctionFile {
  private static final Bindable<Content> CONTENT = Bindable.of(Content.class);

  private final Resource file;

  FunctionFile(Resource file) {
    this.file = file;
  }

  /** The whole file, as it is bound. */
  record Content(@Nullable Map<String, Declaration> functions) {}

  /** By name, in the order of names. */
  Map<String, Function> read() {
    Map<String, Declaration> declared = bound(loaded()).functions();
    if (declared == null || declared.isEmpty()) {
      throw wrong("it declares none; the key functions must hold at least one");
    }
    Map<String, Function> functions = new TreeMap<>();
    declared.forEach((name, declaration) -> functions.put(name, function(name, declaration)));
    return functions;
  }

  private Function function(String name, Declaration declaration) {
    try {
      return declaration.named(name);
    } catch (IllegalArgumentException e) {
      throw wrong("functions." + name + ": " + e.getMessage());
    }
  }

  private List<PropertySource<?>> loaded() {
    if (!file.isReadable()) {
      throw wrong(file.exists() ? "it cannot be read" : "there is no such file");
    }
    try {
      List<PropertySource<?>> documents = new YamlPropertySourceLoader().load("functions", file);
      if (documents.size() > 1) {
        throw wrong("it holds " + documents.size() + " YAML documents; there must be one");
      }
      return documents;
    } catch (MarkedYAMLException e) {
      throw wrong(
          e.getProblem()
              + (e.getProblemMark() == null ? "" : at(e.getProblemMark().getLine() + 1)));
    } catch (YAMLException e) {
      throw wrong("it is no YAML: " + e.getMessage());
    } catch (IOException | IllegalStateException e) {
      throw wrong("it cannot be read: " + e.getMessage());
    }
  }

  private Content bound(List<PropertySource<?>> documents) {
    Binder binder =
        new Binder(
            ConfigurationPropertySources.from(documents),
            null,
            ApplicationConversionService.getSharedInstance());
    try {
      return binder.bindOrCreate(
          "", CONTENT, new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    } catch (BindException e) {
      if (e.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
        throw wrong(unknownKeys(unknown));
      }
      throw wrong(wrongValue(e));
    }
  }

  private static String unknownKeys(UnboundConfigurationPropertiesException failure) {
    return failure.getUnboundProperties().stream()
            .map(property -> property.getName() + at(property))
            .collect(
                Collectors.joining(
                    ", ", "unknown key ", "; known are functions.NAME and below it "))
        + Declaration.KEYS;
  }

  private static String wrongValue(BindException failure) {
    ConfigurationProperty property = failure.getProperty();
    return failure.getName()
        + (property == null ? "" : at(property) + ": '" + property.getValue() + "'")
        + " is wrong; it must be "
        + expected(failure.getTarget().getType().resolve());
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == Duration.class) {
      return "a time such as 30s, 15m, 24h, 7d";
    } else if (type == DataSize.class) {
      return "a size such as 64KB, 10MB, 6GB";
    } else if (type == boolean.class) {
      return "true or false";
    } else if (type == int.class) {
      return "a whole number";
    } else if (type == Declaration.class || type == Map.class || type == Content.class) {
      return "a block of keys and values";
    }
    return "a " + (type == null ? "value" : type.getSimpleName());
  }

  private static String at(ConfigurationProperty property) {
    Origin origin = property.getOrigin();
    if (origin instanceof PropertySourceOrigin wrapped) {
      origin = wrapped.getOrigin();
    }
    return origin instanceof TextResourceOrigin text && text.getLocation() != null
        ? at(text.getLocation().getLine() + 1)
        : "";
  }

  private static String at(int line) {
    return " (line " + line + ")";
  }

  private FunctionFileException wrong(String what) {
    return new FunctionFileException(file.getDescription(), what);
  }
}
