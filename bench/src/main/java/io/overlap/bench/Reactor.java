package io.overlap.bench;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.concurrent.Queues;

/** Reactor's {@code bufferTimeout} with fair back-pressure, fed by a sink; the futures are ours. */
final class Reactor implements Contestant {
    private static final int QUEUE = 4_096; // with what is in buffers and in flight below the bound
    private static final long PAUSE_NANOS = 20_000;

    private final Sinks.Many<Ack> sink =
            Sinks.many().unicast().onBackpressureBuffer(Queues.<Ack>get(QUEUE).get());
    private final Scheduler timer = Schedulers.newParallel("reactor", 1, true);
    private final Disposable running;

    Reactor(AnsweringThread service) {
        running = sink.asFlux()
                .bufferTimeout(Limits.MAX_ITEMS, Limits.LINGER, timer, true)
                .flatMap(batch -> write(service, batch), Limits.MAX_IN_FLIGHT)
                .subscribe();
    }

    private static Mono<Void> write(AnsweringThread service, List<Ack> batch) {
        return Mono.fromFuture(service.write(batch.size(), batch))
                .doOnNext(answer -> answer.forEach(Ack::done))
                .then();
    }

    @Override
    public Future<?> save(Row row, int producer) {
        Ack ack = new Ack(row);
        while (true) {
            Sinks.EmitResult result = sink.tryEmitNext(ack);
            switch (result) {
                case OK -> {
                    return ack.saved();
                }
                case FAIL_NON_SERIALIZED -> Thread.onSpinWait(); // another producer is in it
                case FAIL_OVERFLOW -> LockSupport.parkNanos(PAUSE_NANOS);
                default -> throw new IllegalStateException("not emitted: " + result);
            }
        }
    }

    @Override
    public void finish(long items) {
        // The last batch leaves when its time is over.
    }

    @Override
    public void end() {
        running.dispose();
        timer.dispose();
    }
}
