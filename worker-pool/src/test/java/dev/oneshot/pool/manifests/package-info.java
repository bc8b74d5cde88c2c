/** Checks what lies in {@code k8s/}. */
@NullMarked
package dev.oneshot.pool.manifests;

import org.jspecify.annotations.NullMarked;
