/** The batcher beside its peers: what an item costs, and what becomes of it when the service misbehaves. */
@NullMarked
package io.overlap.bench;

import org.jspecify.annotations.NullMarked;
