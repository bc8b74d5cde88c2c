/** Tests of what all packages have in common. */
@NullMarked
package dev.oneshot.request;

import org.jspecify.annotations.NullMarked;
