/**
 * The broker and the store that tests run against, found or started on demand. Imports the embedded
 * module and Testcontainers, nothing else of Oneshot.
 */
@NullMarked
package dev.oneshot.testsupport;

import org.jspecify.annotations.NullMarked;
