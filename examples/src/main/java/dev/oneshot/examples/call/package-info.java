/**
 * The calling conventions of the platform as a function sees them. Imports the Lambda interface
 * only.
 */
@NullMarked
package dev.oneshot.examples.call;

import org.jspecify.annotations.NullMarked;
