/** A server whose every delay is known: requests in, late answers and a chronology out. */
@NullMarked
package io.overlap.testserver;

import org.jspecify.annotations.NullMarked;
