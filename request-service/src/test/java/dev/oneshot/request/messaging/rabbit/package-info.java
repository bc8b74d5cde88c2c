/** Tests of the package of the same name. */
@NullMarked
package dev.oneshot.request.messaging.rabbit;

import org.jspecify.annotations.NullMarked;
