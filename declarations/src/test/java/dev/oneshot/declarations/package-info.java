@NullMarked
package dev.oneshot.declarations;

import org.jspecify.annotations.NullMarked;
