/** Items in, batches out: an application's many small saves, written together, each with an outcome. */
@NullMarked
package io.overlap.batcher;

import org.jspecify.annotations.NullMarked;
