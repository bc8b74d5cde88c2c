package dev.oneshot.worker.execution;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a class says in place of an interface's type parameters, through any number of superclasses
 * and interfaces in between; {@code Object} where it says nothing.
 */
final class TypeArguments {
  private TypeArguments() {}

  static Type[] of(Class<?> type, Class<?> generic) {
    Type[] found = search(type, generic, Map.of());
    if (found != null) {
      return found;
    }
    Type[] unknown = new Type[generic.getTypeParameters().length];
    Arrays.fill(unknown, Object.class);
    return unknown;
  }

  private static Type @Nullable [] search(
      @Nullable Type type, Class<?> generic, Map<TypeVariable<?>, Type> outer) {
    Map<TypeVariable<?>, Type> known = new HashMap<>(outer);
    Class<?> raw;
    if (type instanceof ParameterizedType parameterized) {
      raw = (Class<?>) parameterized.getRawType();
      TypeVariable<?>[] variables = raw.getTypeParameters();
      Type[] arguments = parameterized.getActualTypeArguments();
      for (int i = 0; i < variables.length; i++) {
        known.put(variables[i], resolve(arguments[i], outer));
      }
    } else if (type instanceof Class<?> plain) {
      raw = plain;
    } else {
      return null;
    }
    if (raw == generic) {
      return Arrays.stream(raw.getTypeParameters())
          .map(variable -> resolve(variable, known))
          .toArray(Type[]::new);
    }
    for (Type next : raw.getGenericInterfaces()) {
      Type[] found = search(next, generic, known);
      if (found != null) {
        return found;
      }
    }
    return search(raw.getGenericSuperclass(), generic, known);
  }

  private static Type resolve(Type type, Map<TypeVariable<?>, Type> known) {
    return type instanceof TypeVariable<?> variable
        ? known.getOrDefault(variable, Object.class)
        : type;
  }
}
