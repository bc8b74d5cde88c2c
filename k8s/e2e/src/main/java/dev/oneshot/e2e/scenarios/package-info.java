/** One class for each thing that is proved. Imports all but the command. */
@NullMarked
package dev.oneshot.e2e.scenarios;

import org.jspecify.annotations.NullMarked;
