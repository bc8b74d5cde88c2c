package dev.oneshot.declarations.settings;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Looks, when a record of ours is bound, for settings below its prefix that it does not have.
 *
 * <p>Boot's {@code ignoreUnknownFields = false} leaves out the environment, from which most
 * installations are set: it cannot tell there which dots of a name were dashes. Here names are
 * compared by their letters and digits alone.
 */
final class RefuseUnknownSettings extends AbstractBindHandler {
  private static final String OURS = "dev.oneshot.";

  /** What a worker reads itself is named like settings of those who start it. */
  private static final ConfigurationPropertyName NOT_JUDGED_IN_ENVIRONMENT =
      ConfigurationPropertyName.of("oneshot.worker");

  /** What Kubernetes tells every container of each Service, whatever that is called. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("(.*servicehost|.*serviceport.*|.*port([0-9]+(tcp|udp|sctp).*)?)");

  private static final Pattern INDEX = Pattern.compile("[0-9]+");
  private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]");
  private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

  RefuseUnknownSettings(BindHandler parent) {
    super(parent);
  }

  @Override
  public void onFinish(
      ConfigurationPropertyName name,
      Bindable<?> target,
      BindContext context,
      @Nullable Object result)
      throws Exception {
    super.onFinish(name, target, context, result);
    Class<?> type = target.getType().resolve(Object.class);
    if (context.getDepth() == 0 && type.isRecord() && type.getName().startsWith(OURS)) {
      check(name, type.getRecordComponents(), context.getSources());
    }
  }

  private static void check(
      ConfigurationPropertyName prefix,
      RecordComponent[] components,
      Iterable<ConfigurationPropertySource> sources) {
    Set<String> known =
        Arrays.stream(components)
            .map(component -> letters(component.getName()))
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    for (ConfigurationPropertySource source : sources) {
      if (source instanceof IterableConfigurationPropertySource named) {
        named.stream()
            .filter(name -> prefix.isAncestorOf(name) && isUnknown(prefix, name, source, known))
            .forEach(name -> unknown.add(place(name, source)));
      }
    }
    if (!unknown.isEmpty()) {
      List<String> names =
          Arrays.stream(components).map(component -> prefix + "." + dashed(component)).toList();
      throw new UnknownSettingException(List.copyOf(unknown), names);
    }
  }

  private static boolean isUnknown(
      ConfigurationPropertyName prefix,
      ConfigurationPropertyName name,
      ConfigurationPropertySource source,
      Set<String> known) {
    String setting = setting(prefix, name);
    if (!isEnvironment(source)) {
      return !known.contains(setting);
    }
    return !prefix.equals(NOT_JUDGED_IN_ENVIRONMENT)
        && !known.contains(setting)
        && !SERVICE_LINK.matcher(setting).matches();
  }

  private static boolean isEnvironment(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
  }

  // the elements below the prefix, without the index in a list
  private static String setting(ConfigurationPropertyName prefix, ConfigurationPropertyName name) {
    int end = name.getNumberOfElements();
    while (end > prefix.getNumberOfElements() + 1 && isIndex(name, end - 1)) {
      end--;
    }
    StringBuilder all = new StringBuilder();
    for (int i = prefix.getNumberOfElements(); i < end; i++) {
      all.append(name.getElement(i, ConfigurationPropertyName.Form.UNIFORM));
    }
    return letters(all.toString());
  }

  private static boolean isIndex(ConfigurationPropertyName name, int element) {
    return INDEX
        .matcher(name.getElement(element, ConfigurationPropertyName.Form.UNIFORM))
        .matches();
  }

  private static String letters(String name) {
    return NO_WORD.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  private static String dashed(RecordComponent component) {
    return CAPITAL.matcher(component.getName()).replaceAll("-$1").toLowerCase(Locale.ROOT);
  }

  private static String place(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    var property = source.getConfigurationProperty(name);
    return property == null || property.getOrigin() == null
        ? name.toString()
        : name + " (" + property.getOrigin() + ")";
  }
}
