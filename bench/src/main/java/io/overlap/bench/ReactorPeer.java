package io.overlap.bench;

import io.overlap.experiments.batcher.Fault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.concurrent.Queues;

/**
 * Reactor's {@code bufferTimeout} and {@code flatMap}, fed by a sink. The futures are the application's, and so is the care that
 * an error of one batch does not end the stream.
 */
final class ReactorPeer implements ChaosPeer {
    private static final long NAP_NANOS = 100_000;

    private final boolean fair;

    ReactorPeer(boolean fair) {
        this.fair = fair;
    }

    @Override
    public String name() {
        return fair ? "reactor-core, fair" : "reactor-core";
    }

    @Override
    public String version() {
        return Versions.of("reactor");
    }

    @Override
    public @Nullable String lacks(Fault fault) {
        return switch (fault) {
            case TOO_FEW, TOO_MANY, DUPLICATE_INDEX -> "which answer is whose is the application's";
            case FLUSH_FROM_CALLBACK -> "no flush";
            case CLOSE_FROM_CALLBACK -> "completing its sink waits for nothing";
            default -> null;
        };
    }

    @Override
    public String remark(Fault fault) {
        return switch (fault) {
            case THROWS_ERROR -> "fatal to Reactor: the stream neither goes on nor ends";
            case SAVE_FROM_CALLBACK -> "the loop that retries a full sink is the application's";
            case SLOW_CONSUMER -> fair ? "" : "OverflowException ends the stream";
            default -> "";
        };
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    private record Item(int number, CompletableFuture<Void> saved) {}

    @Override
    public Session open(Setup setup, ChaosService service, Outcomes outcomes) {
        Sinks.Many<Item> sink = Sinks.many()
                .unicast()
                .onBackpressureBuffer(Queues.<Item>get(setup.room()).get());
        Scheduler timer = Schedulers.newParallel("reactor", 1, true);
        CountDownLatch ended = new CountDownLatch(1);
        Flux<List<Item>> batches = fair
                ? sink.asFlux().bufferTimeout(BATCH, setup.linger(), timer, true)
                : sink.asFlux().bufferTimeout(BATCH, setup.linger(), timer);
        batches.flatMap(batch -> write(batch, service), setup.inFlight())
                .doFinally(signal -> ended.countDown())
                .subscribe(nothing -> {}, failure -> {});
        return new Session() {
            @Override
            public void save(int number) {
                Item item = new Item(number, new CompletableFuture<>());
                item.saved().whenComplete((saved, failure) -> outcomes.told(number, failure == null));
                Sinks.EmitResult result = sink.tryEmitNext(item);
                while (result == Sinks.EmitResult.FAIL_OVERFLOW || result == Sinks.EmitResult.FAIL_NON_SERIALIZED) {
                    LockSupport.parkNanos(NAP_NANOS);
                    result = sink.tryEmitNext(item);
                }
                result.orThrow();
            }

            @Override
            public void flush() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() throws InterruptedException {
                while (sink.tryEmitComplete() == Sinks.EmitResult.FAIL_NON_SERIALIZED) {
                    LockSupport.parkNanos(NAP_NANOS);
                }
                ended.await();
            }
        };
    }

    private static Mono<Void> write(List<Item> batch, ChaosService service) {
        List<Integer> numbers = batch.stream().map(Item::number).toList();
        return Mono.defer(() -> Mono.fromFuture(service.write(numbers)))
                .doOnNext(answer -> batch.forEach(item -> item.saved().complete(null)))
                .doOnError(failure -> batch.forEach(item -> item.saved().completeExceptionally(failure)))
                .onErrorComplete()
                .then();
    }
}
