@NullMarked
package io.overlap.batcher.jdbc;

import org.jspecify.annotations.NullMarked;
