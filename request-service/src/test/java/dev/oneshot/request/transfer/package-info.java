@NullMarked
package dev.oneshot.request.transfer;

import org.jspecify.annotations.NullMarked;
