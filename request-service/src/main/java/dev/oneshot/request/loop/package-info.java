/** Steps that are run again and again on a thread of their own. Imports nothing of ours. */
@NullMarked
package dev.oneshot.request.loop;

import org.jspecify.annotations.NullMarked;
