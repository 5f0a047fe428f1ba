/** Runs the parts together, measures, and writes down what was measured. */
@NullMarked
package io.overlap.experiments;

import org.jspecify.annotations.NullMarked;
