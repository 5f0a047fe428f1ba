/** The delays that a server draws, beside the formulas of their distributions. */
@NullMarked
package io.overlap.experiments.delays;

import org.jspecify.annotations.NullMarked;
