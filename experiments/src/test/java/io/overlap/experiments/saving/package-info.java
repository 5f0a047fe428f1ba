@NullMarked
package io.overlap.experiments.saving;

import org.jspecify.annotations.NullMarked;
