/** Computing and saving at once: the book's experiments with primes and with a CPU-heavy workload. */
@NullMarked
package io.overlap.experiments.saving;

import org.jspecify.annotations.NullMarked;
