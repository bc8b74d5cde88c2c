/**
 * A source-code security scan: an archive in, SARIF out. Imports {@code call}, Commons Compress and
 * PMD.
 */
@NullMarked
package dev.oneshot.examples.scan;

import org.jspecify.annotations.NullMarked;
