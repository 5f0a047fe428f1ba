package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is counted as saved, and where it ends. */
class SavesTest {
    private static final SavePlan PLAIN = plan("");

    private final Saves saves = new Saves(4);

    @Test
    void repeatedItemIsSavedAgainAndCounted() {
        assertStatuses(save("", "a b a", PLAIN), 201, 201, 200);
        assertStatuses(save("", "a c", PLAIN), 200, 201);
        assertEquals(new Saved(5, 3, 2, 0), saves.saved(null));
        assertEquals("a=3 b=1 c=1", list(null, 0, 9));
        assertEquals("b=1", list(null, 1, 1));
        assertEquals("", list(null, 3, 9));
    }

    @Test
    void refusedItemIsNotSavedAndItsTriesAreCounted() {
        SavePlan plan = plan("reject=id:r&retry=id:a&times=2");
        assertStatuses(save("", "a r b", plan), 429, 422, 201);
        assertStatuses(save("", "a r", plan), 429, 422);
        assertStatuses(save("", "a r", plan), 201, 422);
        assertEquals(new Saved(2, 2, 0, 5), saves.saved(null));
        assertEquals("b=1 a=1", list(null, 0, 9));
    }

    @Test
    void itemBeyondTheRoomIsRefusedAndCounted() {
        assertStatuses(save("", "a b c d e a f", PLAIN), 201, 201, 201, 201, 507, 200, 507);
        assertEquals(new Saved(5, 4, 1, 2), saves.saved(null));
        saves.reset();
        assertStatuses(saves.save(1, "", List.of("e"), PLAIN), 201);
    }

    @Test
    void trialsTogetherHaveARoomOfTheirOwn() {
        assertStatuses(save("t", "a b", PLAIN), 201, 201);
        assertStatuses(save("u", "a b", PLAIN), 201, 201);
        assertStatuses(save("v", "a", PLAIN), 507);
        assertStatuses(save("", "a c", PLAIN), 200, 201);
        assertEquals(new Saved(2, 2, 0, 0), saves.saved("u"));
        assertEquals(new Saved(0, 0, 0, 1), saves.saved("v"));
        assertEquals(new Saved(6, 3, 3, 1), saves.saved(null));
    }

    @Test
    void eachTrialMeetsTheSameFailures() {
        SavePlan plan = plan("retry=every:1&times=1");
        assertStatuses(save("t", "a", plan), 429);
        assertStatuses(save("t", "a", plan), 201);
        assertStatuses(save("u", "a", plan), 429);
        assertStatuses(save("u", "a", plan), 201);
        assertStatuses(save("", "b", plan), 429);
        assertNull(saves.saved("w"));
    }

    @Test
    void oldestTrialIsForgottenAndItsRoomIsFree() {
        Saves large = new Saves(Ledger.MAX_TRIALS);
        for (int i = 0; i <= Ledger.MAX_TRIALS; i++) {
            assertStatuses(large.save(0, "t" + i, List.of("a"), PLAIN), 201);
        }
        assertNull(large.saved("t0"));
        assertEquals(new Saved(1, 1, 0, 0), large.saved("t1"));
        assertEquals(new Saved(257, 1, 256, 0), large.saved(null));
        assertStatuses(large.save(0, "t256", List.of("b"), PLAIN), 507);
    }

    @Test
    void requestOfBeforeAResetIsNotCounted() {
        saves.reset();
        assertStatuses(save("t", "a", PLAIN), 201);
        assertEquals(new Saved(0, 0, 0, 0), saves.saved(null));
        assertNull(saves.saved("t"));
    }

    @Test
    void longListIsReadInPieces() {
        Saves large = new Saves(1_000);
        List<String> ids = IntStream.range(0, 1_000).mapToObj(String::valueOf).toList();
        large.save(0, "", ids, PLAIN);
        List<String> read = new ArrayList<>();
        large.forEach(null, 100, 700, (id, times) -> read.add(id));
        assertEquals(ids.subList(100, 800), read);
    }

    private int[] save(String trial, String ids, SavePlan plan) {
        return saves.save(0, trial, List.of(ids.split(" ")), plan);
    }

    private String list(@Nullable String trial, int offset, int limit) {
        List<String> items = new ArrayList<>();
        saves.forEach(trial, offset, limit, (id, times) -> items.add(id + "=" + times));
        return String.join(" ", items);
    }

    private static SavePlan plan(String query) {
        return SavePlan.of(new Target("/save", query));
    }

    private static void assertStatuses(int[] actual, int... expected) {
        assertArrayEquals(expected, actual);
    }
}
