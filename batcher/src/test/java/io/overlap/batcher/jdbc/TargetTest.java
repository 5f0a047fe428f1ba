package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    private static final Target ROWS = new Target("rows", List.of("id", "name"), Target.Conflict.FAIL, List.of());

    @Test
    void makesAnInsertOfAnyNumberOfRows() {
        assertEquals("insert into rows (id, name) values (?,?)", ROWS.insert(1));
        assertEquals("insert into rows (id, name) values (?,?),(?,?),(?,?)", ROWS.insert(3));
    }

    @Test
    void makesAnUpsert() {
        assertEquals(
                "insert into rows (id, name) values (?,?) on conflict (id) do update set name = excluded.name",
                ROWS.onConflict(Target.Conflict.UPDATE, List.of("id")).insert(1));
        assertEquals(
                "insert into rows (id, name) values (?,?) on conflict do nothing",
                ROWS.onConflict(Target.Conflict.IGNORE, List.of()).insert(1));
        assertEquals(
                "insert into rows (id, name) values (?,?) on conflict (id, name) do nothing",
                ROWS.onConflict(Target.Conflict.UPDATE, List.of("id", "name")).insert(1),
                "nothing is left to update");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows", "public.rows", "\"Rows\"", "s.\"a \"\"b\"\"\"", "größe", "_x$1"})
    void takesNamesAsSqlHasThem(String name) {
        assertTrue(new Target(name, List.of("id"), Target.Conflict.FAIL, List.of())
                .copy()
                .contains(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "rows; drop table rows", "a.", "\"a", "1a", "a--", "a'b"})
    void refusesWhatIsNoName(String name) {
        assertThrows(
                IllegalArgumentException.class, () -> new Target(name, List.of("id"), Target.Conflict.FAIL, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Target("rows", List.of(name), Target.Conflict.FAIL, List.of()));
    }

    @Test
    void refusesKeysThatAreNoColumnsOrMissing() {
        assertThrows(IllegalArgumentException.class, () -> ROWS.onConflict(Target.Conflict.UPDATE, List.of("other")));
        assertThrows(IllegalArgumentException.class, () -> ROWS.onConflict(Target.Conflict.UPDATE, List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> new Target("rows", List.of(), Target.Conflict.FAIL, List.of()));
    }
}
