/** The databases that experiments write to: one that was given, or one that needs no set-up. */
@NullMarked
package io.overlap.experiments.database;

import org.jspecify.annotations.NullMarked;
