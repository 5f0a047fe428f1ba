/** A batcher, its clients and its writer on one thread, in an order that a seed decides; and an oracle that watches them. */
@NullMarked
package io.overlap.batcher.simulation;

import org.jspecify.annotations.NullMarked;
