/**
 * The request-service: one replica of many. Wires the capabilities together; imports all of them,
 * nobody imports it.
 */
@NullMarked
package dev.oneshot.request;

import org.jspecify.annotations.NullMarked;
