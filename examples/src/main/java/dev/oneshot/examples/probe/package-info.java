/**
 * A function that behaves as told, to check an installation with. Imports {@code call} and
 * streaming Jackson. Its start is part of every latency measured with it: no lambdas, streams,
 * formatters or regular expressions on its way.
 */
@NullMarked
package dev.oneshot.examples.probe;

import org.jspecify.annotations.NullMarked;
