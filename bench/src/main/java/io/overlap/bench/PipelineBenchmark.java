package io.overlap.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The trials of {@link CostPerItem} under JMH, each contestant in JVMs of its own. A trial is one invocation and its items are the
 * operations, so the score is nanoseconds for an item; opening and closing a contestant is within it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 9)
@Fork(2)
public class PipelineBenchmark {
    private static final int ITEMS = 3_000_000;

    /** As {@link Candidate} names them. */
    @Param({"OURS", "OURS_LINGER", "OURS_INLINE", "GAX", "ELASTIC", "DATALOADER", "REACTOR", "QUEUE", "FLOOR"})
    public String contestant = "";

    @Param({"1", "4"})
    public int producers;

    private final Row[] rows = Row.some();

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public Object item() throws Exception {
        return new Trial(Candidate.valueOf(contestant), producers, ITEMS, rows).run();
    }
}
