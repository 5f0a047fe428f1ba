/** The batcher, measured: what it gets out of its writer, what it adds to the time of an item, and what it loses. */
@NullMarked
package io.overlap.experiments.batcher;

import org.jspecify.annotations.NullMarked;
