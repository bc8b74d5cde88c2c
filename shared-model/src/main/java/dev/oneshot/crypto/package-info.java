/**
 * What a process that lives for one job needs of cryptography, without the platform's table of all
 * its algorithms, which costs an interpreter 15 ms (docs/adr/0007). Imports nothing.
 */
@NullMarked
package dev.oneshot.crypto;

import org.jspecify.annotations.NullMarked;
