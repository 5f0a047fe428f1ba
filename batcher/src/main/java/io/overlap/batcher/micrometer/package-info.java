/** A batcher's counts and times as Micrometer meters; needs micrometer-core, which is optional. */
@NullMarked
package io.overlap.batcher.micrometer;

import org.jspecify.annotations.NullMarked;
