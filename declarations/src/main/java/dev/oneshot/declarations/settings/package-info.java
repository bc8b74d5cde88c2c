/**
 * Ends a start whose settings name something that no {@code *Properties} record of ours has. At
 * work in every program that has this module and Spring Boot's auto-configuration. Imports {@code
 * declarations}.
 */
@NullMarked
package dev.oneshot.declarations.settings;

import org.jspecify.annotations.NullMarked;
