@NullMarked
package dev.oneshot.e2e.scenarios;

import org.jspecify.annotations.NullMarked;
