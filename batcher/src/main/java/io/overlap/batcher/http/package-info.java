/** Writers for HTTP APIs, on the JDK's own client. */
@NullMarked
package io.overlap.batcher.http;

import org.jspecify.annotations.NullMarked;
