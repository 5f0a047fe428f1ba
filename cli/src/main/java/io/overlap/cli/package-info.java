@NullMarked
package io.overlap.cli;

import org.jspecify.annotations.NullMarked;
