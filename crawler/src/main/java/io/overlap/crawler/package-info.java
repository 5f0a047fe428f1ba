@NullMarked
package io.overlap.crawler;

import org.jspecify.annotations.NullMarked;
