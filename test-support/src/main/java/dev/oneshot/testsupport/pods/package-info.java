/** What a pod may be, as code that needs no cluster. Imports the Kubernetes model alone. */
@NullMarked
package dev.oneshot.testsupport.pods;

import org.jspecify.annotations.NullMarked;
