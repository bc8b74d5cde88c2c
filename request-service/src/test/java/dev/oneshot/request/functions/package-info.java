@NullMarked
package dev.oneshot.request.functions;

import org.jspecify.annotations.NullMarked;
