/** What runs inside a pod of the cluster, with nothing but the JDK's java.base. */
@NullMarked
package dev.oneshot.e2e.inside;

import org.jspecify.annotations.NullMarked;
