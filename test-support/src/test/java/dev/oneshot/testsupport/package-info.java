/** Tests of the servers that other modules' tests run against. */
@NullMarked
package dev.oneshot.testsupport;

import org.jspecify.annotations.NullMarked;
