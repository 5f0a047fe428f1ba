/**
 * The batcher beside its peers: what an item costs, and what becomes of it when the service misbehaves. The delay server beside
 * its own: how much it answers, and how late.
 */
@NullMarked
package io.overlap.bench;

import org.jspecify.annotations.NullMarked;
