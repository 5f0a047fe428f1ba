package io.overlap.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.Machine;
import io.overlap.experiments.RunJson;
import io.overlap.experiments.batcher.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What released batchers do when the service, or the application's own callback, misbehaves: each peer under each {@link Fault}.
 * A case takes at most about twenty seconds, all of them about a minute; {@code --out DIR} and {@code --only PEER} are known;
 * with {@code --only overlap-batcher} it is ours that meets them.
 */
public final class PeerChaos {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();
    private static final int AT_ONCE = 6;
    private static final int DATE = "YYYY-MM-DD".length();
    private static final List<ChaosPeer> PEERS = List.of(
            new GaxPeer(),
            new ElasticPeer(),
            new SqsPeer(),
            new DataLoaderPeer(),
            new ReactorPeer(false),
            new ReactorPeer(true));

    private static final ChaosPeer OURS = new OursPeer();

    private PeerChaos() {}

    public static void main(String[] words) throws Exception {
        Path out = Path.of("overlap-out/batcher-peers");
        String only = "";
        for (int i = 0; i + 1 < words.length; i += 2) {
            switch (words[i]) {
                case "--out" -> out = Path.of(words[i + 1]);
                case "--only" -> only = words[i + 1];
                default -> throw new IllegalArgumentException("no such option: " + words[i] + "; known: --out, --only");
            }
        }
        Machine.Before before = Machine.before();
        List<ChaosRow> rows = run(only);
        System.out.println(ChaosRow.head());
        rows.forEach(row -> System.out.println(row.line()));
        JsonArray array = new JsonArray();
        rows.forEach(row -> array.add(row.json()));
        Files.createDirectories(out);
        Machine machine = before.after(null, 0);
        String run = RunJson.write("batcher-peers", machine, parameters(), array, List.of());
        JsonObject dated = JsonParser.parseString(run).getAsJsonObject();
        dated.addProperty("date", machine.started().substring(0, DATE));
        Files.writeString(out.resolve("run.json"), GSON.toJson(dated) + "\n");
        System.err.println(out);
        System.exit(0); // whatever still hangs
    }

    private static List<ChaosRow> run(String only) throws InterruptedException, ExecutionException {
        ExecutorService cases = Executors.newFixedThreadPool(AT_ONCE, Threads.daemon("case"));
        List<Future<ChaosRow>> running = new ArrayList<>();
        for (ChaosPeer peer : only.equals(OURS.name()) ? List.of(OURS) : PEERS) {
            for (Fault fault : Fault.values()) {
                if (peer.name().startsWith(only)) {
                    running.add(cases.submit(() -> run(peer, fault)));
                }
            }
        }
        List<ChaosRow> rows = new ArrayList<>();
        for (Future<ChaosRow> row : running) {
            rows.add(row.get());
        }
        return rows;
    }

    private static ChaosRow run(ChaosPeer peer, Fault fault) throws InterruptedException {
        String lacks = peer.lacks(fault);
        return lacks != null ? ChaosRow.none(peer, fault, lacks) : new ChaosCase(peer, fault).run();
    }

    private static JsonObject parameters() {
        JsonObject faults = new JsonObject();
        Arrays.stream(Fault.values()).forEach(fault -> faults.addProperty(fault.toString(), what(fault)));
        JsonObject json = new JsonObject();
        json.addProperty("batch", ChaosPeer.BATCH);
        json.add("faults", faults);
        return json;
    }

    private static String what(Fault fault) {
        return switch (fault) {
            case THROWS -> "the second call of the service throws a RuntimeException";
            case THROWS_ERROR -> "the second call throws a NoClassDefFoundError";
            case RETURNS_NULL -> "the second call returns null in place of a future";
            case NEVER_ANSWERS -> "the second call's future never completes";
            case TOO_FEW -> "the second answer misses the last item, which was not saved";
            case TOO_MANY -> "the second answer has an item more than its batch";
            case DUPLICATE_INDEX -> "the second answer names item 0 twice, and item 1, which was not saved, not at all";
            case COMPLETES_TWICE -> "each future is completed, and then again with an exception";
            case COMPLETES_INLINE -> "all calls return a completed future";
            case SAVE_FROM_CALLBACK -> "the first 20 outcomes save one item more each, with room for two batches";
            case FLUSH_FROM_CALLBACK -> "the first outcome flushes, and waits if flush does";
            case CLOSE_FROM_CALLBACK -> "the last item's outcome closes the batcher";
            case FULL_BEFORE_BATCH -> "room for exactly one batch, and no linger";
            case CLOSE_WITH_BUFFERED -> "3 items wait for a batch of 10 when close is called";
            case SLOW_CONSUMER -> "items come ten times faster than they are saved, one batch in flight";
        };
    }
}
