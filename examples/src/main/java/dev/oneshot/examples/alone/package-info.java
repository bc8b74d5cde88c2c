/** Runs one function without a platform. Imports the Lambda interface only. */
@NullMarked
package dev.oneshot.examples.alone;

import org.jspecify.annotations.NullMarked;
