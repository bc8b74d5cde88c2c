@NullMarked
package dev.oneshot.request.connection;

import org.jspecify.annotations.NullMarked;
