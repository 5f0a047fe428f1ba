/** Items in, batches out, nothing lost: a batcher that applications embed. */
module io.overlap.batcher {
    requires static transitive org.jspecify;
    requires static transitive java.net.http;
    requires static transitive java.sql;
    requires static transitive micrometer.core;
    requires static org.postgresql.jdbc;
    requires org.slf4j;

    exports io.overlap.batcher;
    exports io.overlap.batcher.http;
    exports io.overlap.batcher.jdbc;
    exports io.overlap.batcher.micrometer;
}
