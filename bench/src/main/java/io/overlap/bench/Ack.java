package io.overlap.bench;

import java.util.concurrent.CompletableFuture;

/** A row and the promise that it is saved, as an application pairs them where its library does not. */
record Ack(Row row, CompletableFuture<Boolean> saved) {
    Ack(Row row) {
        this(row, new CompletableFuture<>());
    }

    void done() {
        saved.complete(true);
    }
}
