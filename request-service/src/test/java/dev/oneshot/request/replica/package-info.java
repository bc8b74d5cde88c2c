/**
 * Whole replicas against a real broker and store, with a worker inside the test that keeps to the
 * contract.
 */
@NullMarked
package dev.oneshot.request.replica;

import org.jspecify.annotations.NullMarked;
