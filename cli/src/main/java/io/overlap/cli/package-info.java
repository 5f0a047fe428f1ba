/** One command per verb: reads words, wires the parts, prints, and ends with the right code. */
@NullMarked
package io.overlap.cli;

import org.jspecify.annotations.NullMarked;
