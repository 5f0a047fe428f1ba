/** Each promise of docs/batcher.md has a test here. */
@NullMarked
package io.overlap.batcher;

import org.jspecify.annotations.NullMarked;
