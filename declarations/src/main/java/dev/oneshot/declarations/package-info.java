/**
 * Reads the YAML files in which functions and pools are declared. Every problem of a file is said
 * at once, with its line and what would be right. Imports nothing of ours.
 */
@NullMarked
package dev.oneshot.declarations;

import org.jspecify.annotations.NullMarked;
