@NullMarked
package io.overlap.experiments;

import org.jspecify.annotations.NullMarked;
