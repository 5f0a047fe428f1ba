/** Rows into real databases: by loops that are written by hand, and by the batcher. */
@NullMarked
package io.overlap.experiments.rows;

import org.jspecify.annotations.NullMarked;
