/** URLs in, pages out: a fetcher that never blocks, and the variants that differ only in who waits for it. */
@NullMarked
package io.overlap.crawler;

import org.jspecify.annotations.NullMarked;
