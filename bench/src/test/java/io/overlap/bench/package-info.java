@NullMarked
package io.overlap.bench;

import org.jspecify.annotations.NullMarked;
