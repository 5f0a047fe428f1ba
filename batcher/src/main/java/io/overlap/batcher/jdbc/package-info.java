/** Writers for databases: a batch is a transaction. */
@NullMarked
package io.overlap.batcher.jdbc;

import org.jspecify.annotations.NullMarked;
