package io.overlap.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who is measured. */
enum Candidate {
    OURS("ours", "overlap batcher", null, "bytes, deadlines and counts on; futures complete on the batcher's pool") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Ours(service, Duration.ZERO, null);
        }
    },
    OURS_LINGER("ours-linger", "overlap, 5 ms linger", null, "as ours with maxDelay 5 ms: each item reads the clock") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Ours(service, Limits.LINGER, null);
        }
    },
    OURS_INLINE(
            "ours-inline",
            "overlap, callbacks inline",
            null,
            "as ours with callbacks(Runnable::run): on the service's thread") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Ours(service, Duration.ZERO, Runnable::run);
        }
    },
    GAX("gax", "gax BatcherImpl", "gax", "flow control Block") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Gax(service);
        }
    },
    ELASTIC(
            "elasticsearch-java",
            "Elastic BulkIngester",
            "elasticsearch",
            "no future of an item: its listener hears of batches") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Elastic(service, rows);
        }
    },
    DATALOADER(
            "java-dataloader",
            "java-dataloader",
            "dataloader",
            "no cache; no bound and no timer of its own: the producers dispatch") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Loader(service, producers);
        }
    },
    REACTOR(
            "reactor-core",
            "Reactor bufferTimeout",
            "reactor",
            "fair back-pressure; a sink that producers retry on, futures by hand") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new Reactor(service);
        }
    },
    QUEUE("queue", "ArrayBlockingQueue by hand", null, "a worker and futures; no bytes, deadlines, counts or close") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new PlainQueue(service);
        }
    },
    FLOOR(
            "floor",
            "MpscArrayQueue by hand",
            "jctools",
            "the floor: as queue, lock-free, row and future one object, naps in place of signals") {
        @Override
        Contestant open(AnsweringThread service, Row[] rows, int producers) {
            return new BareQueue(service);
        }
    };

    final String id;
    final String label;
    final @Nullable String version;
    final String note;

    Candidate(String id, String label, @Nullable String artifact, String note) {
        this.id = id;
        this.label = label;
        this.version = artifact == null ? null : Versions.of(artifact);
        this.note = note;
    }

    abstract Contestant open(AnsweringThread service, Row[] rows, int producers);

    boolean isOurs() {
        return this == OURS || this == OURS_LINGER || this == OURS_INLINE;
    }

    boolean tellsOfItems() {
        return this != ELASTIC;
    }
}
