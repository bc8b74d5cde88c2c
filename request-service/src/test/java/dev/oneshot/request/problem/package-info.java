@NullMarked
package dev.oneshot.request.problem;

import org.jspecify.annotations.NullMarked;
