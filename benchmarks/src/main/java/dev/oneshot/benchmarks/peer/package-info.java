/** The worker as one would first write it, with Spring Boot. Imports nothing of the project. */
@NullMarked
package dev.oneshot.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
