package io.overlap.bench;

import io.overlap.experiments.batcher.Fault;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stub that a peer writes to: it saves what it is given, but for the one fault of its case. Answers on threads of its own,
 * more than are in flight, so that a callback that hangs holds up no other batch. */
final class ChaosService {
    private static final int STRUCK = 2;
    private static final int THREADS = 16;
    private static final long MILLIS = 2;
    private static final long SLOW_MILLIS = 100;

    private final Fault fault;
    private final ScheduledExecutorService answering =
            Executors.newScheduledThreadPool(THREADS, Threads.daemon("service"));
    private final AtomicInteger batches = new AtomicInteger();
    private final Set<Integer> saved = ConcurrentHashMap.newKeySet();

    ChaosService(Fault fault) {
        this.fault = fault;
    }

    /**
     * Writes a batch.
     *
     * @return the indexes of the batch that were saved, as the service says; null is one of the faults
     */
    @Nullable
    CompletableFuture<List<Integer>> write(List<Integer> items) {
        List<Integer> all = IntStream.range(0, items.size()).boxed().toList();
        int number = batches.incrementAndGet();
        if (fault == Fault.COMPLETES_INLINE) {
            saved.addAll(items);
            return CompletableFuture.completedFuture(all);
        }
        return number == STRUCK ? struck(items, all) : later(items, all, all);
    }

    private @Nullable CompletableFuture<List<Integer>> struck(List<Integer> items, List<Integer> all) {
        int n = all.size();
        return switch (fault) {
            case THROWS -> throw new IllegalStateException("the service is closed");
            case THROWS_ERROR -> throw new NoClassDefFoundError("a class of the driver");
            case RETURNS_NULL -> null;
            case NEVER_ANSWERS -> new CompletableFuture<>();
            case TOO_FEW -> later(items, all.subList(0, n - 1), all.subList(0, n - 1));
            case TOO_MANY ->
                later(items, all, IntStream.rangeClosed(0, n).boxed().toList());
            case DUPLICATE_INDEX -> {
                List<Integer> others = all.stream().filter(index -> index != 1).toList();
                yield later(
                        items,
                        others,
                        Stream.concat(Stream.of(0), others.stream()).toList());
            }
            default -> later(items, all, all);
        };
    }

    private CompletableFuture<List<Integer>> later(List<Integer> items, List<Integer> kept, List<Integer> told) {
        CompletableFuture<List<Integer>> answer = new CompletableFuture<>();
        long millis = fault == Fault.SLOW_CONSUMER ? SLOW_MILLIS : MILLIS;
        List<Integer> copy = List.copyOf(items); // a peer may use its list again
        answering.schedule(
                () -> {
                    kept.forEach(index -> saved.add(copy.get(index)));
                    answer.complete(told);
                    if (fault == Fault.COMPLETES_TWICE) {
                        answer.completeExceptionally(new IllegalStateException("again"));
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
        return answer;
    }

    boolean hasSaved(int item) {
        return saved.contains(item);
    }

    int batches() {
        return batches.get();
    }
}
