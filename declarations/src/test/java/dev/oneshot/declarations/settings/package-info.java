@NullMarked
package dev.oneshot.declarations.settings;

import org.jspecify.annotations.NullMarked;
