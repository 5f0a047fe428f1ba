@NullMarked
package io.overlap.batcher.http;

import org.jspecify.annotations.NullMarked;
