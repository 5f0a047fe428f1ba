/** A delay server for each test of JUnit 5 or 6. */
@NullMarked
package io.overlap.testserver.junit;

import org.jspecify.annotations.NullMarked;
