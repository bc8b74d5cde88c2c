@NullMarked
package dev.oneshot.request.reading;

import org.jspecify.annotations.NullMarked;
