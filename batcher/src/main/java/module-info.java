/** Items in, batches out, nothing lost: a batcher that applications embed. */
module io.overlap.batcher {
    requires static transitive org.jspecify;
    requires static transitive micrometer.core;
    requires org.slf4j;

    exports io.overlap.batcher;
    exports io.overlap.batcher.micrometer;
}
