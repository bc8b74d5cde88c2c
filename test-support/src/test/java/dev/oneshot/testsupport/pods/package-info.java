@NullMarked
package dev.oneshot.testsupport.pods;

import org.jspecify.annotations.NullMarked;
