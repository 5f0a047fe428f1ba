/** Draws what a run left behind: reads its files, never a live object, and writes figures and a report. */
@NullMarked
package io.overlap.experiments.report;

import org.jspecify.annotations.NullMarked;
