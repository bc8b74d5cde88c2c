@NullMarked
package dev.oneshot.e2e.rules;

import org.jspecify.annotations.NullMarked;
