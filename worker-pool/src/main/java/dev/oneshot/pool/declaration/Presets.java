package dev.oneshot.pool.declaration;

import dev.oneshot.declarations.Block;
import dev.oneshot.pool.kubernetes.EnvSource;
import dev.oneshot.pool.kubernetes.Mount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Bundles of additions, each for the pools whose labels it matches. */
final class Presets {
  private record Preset(String name, Map<String, String> match, Additions additions) {
    boolean matches(Map<String, String> labels) {
      return labels.entrySet().containsAll(match.entrySet());
    }
  }

  private final List<Preset> presets;

  private Presets(List<Preset> presets) {
    this.presets = presets;
  }

  static Presets of(Map<String, Block> blocks) {
    List<Preset> presets = new ArrayList<>();
    blocks.forEach((name, block) ->
        presets.add(new Preset(name, block.map("match", Keys.LABEL_VALUE), Additions.of(block))));
    return new Presets(presets);
  }

  /**
   * What a pool adds, on top of what the presets add that match it. The pool's own wins; two
   * presets that contradict each other where the pool says nothing are a problem of the pool.
   */
  Additions withOwn(Block pool, Map<String, String> labels, Additions own) {
    Merge merge = new Merge(pool, own);
    presets.stream().filter(preset -> preset.matches(labels)).forEach(merge::add);
    return merge.result();
  }

  private static final class Merge {
    private final Block pool;
    private final Additions own;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, Mount> mounts = new LinkedHashMap<>();
    private final Set<EnvSource> envFrom = new LinkedHashSet<>();
    private final Map<Object, String> origins = new LinkedHashMap<>();

    Merge(Block pool, Additions own) {
      this.pool = pool;
      this.own = own;
    }

    void add(Preset preset) {
      envFrom.addAll(preset.additions().envFrom());
      put(preset, "env", preset.additions().env(), env, own.env());
      put(preset, "volumes", preset.additions().mounts(), mounts, own.mounts());
    }

    private <T> void put(
        Preset preset, String what, Map<String, T> added, Map<String, T> all, Map<String, T> own) {
      added.forEach((key, value) -> {
        T before = all.put(key, value);
        String other = origins.put(List.of(what, key), preset.name());
        if (before != null && !before.equals(value) && !own.containsKey(key)) {
          pool.wrong(
              "the presets %s and %s contradict each other in %s %s; say it in the pool, or let only one match"
                  .formatted(Objects.requireNonNull(other), preset.name(), what, key));
        }
      });
    }

    Additions result() {
      env.putAll(own.env());
      mounts.putAll(own.mounts());
      // of two sources with the same variable the later one counts
      envFrom.removeAll(own.envFrom());
      envFrom.addAll(own.envFrom());
      return new Additions(env, envFrom, mounts);
    }
  }
}
