/** What is read off processes and how it is written down. Imports nothing of the project. */
@NullMarked
package dev.oneshot.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
