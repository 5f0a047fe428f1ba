package io.overlap.experiments.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --into} may say, and that no password gets through. */
class DatabaseUrlTest {
    @Test
    void eachFormIsRead() {
        assertEquals(
                new DatabaseUrl.Postgres("db.example", 5433, "shop", "ann", Map.of()),
                DatabaseUrl.of("postgresql://ann@db.example:5433/shop"));
        assertEquals(
                new DatabaseUrl.Postgres("[::1]", 5432, "shop", "ann", Map.of()),
                DatabaseUrl.of("postgres://ann@[::1]/shop"));
        assertEquals(
                new DatabaseUrl.Postgres("h", 5432, "d", "u", Map.of("sslmode", "require", "currentSchema", "a=b")),
                DatabaseUrl.of("postgresql://u@h/d?sslmode=require&currentSchema=a=b"));
        assertEquals(new DatabaseUrl.Sqlite(Path.of("a/b c.db")), DatabaseUrl.of("sqlite:a/b c.db"));
        assertEquals(DatabaseUrl.EMBEDDED, DatabaseUrl.of("embedded"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://u@h/d",
                "postgresql:",
                "postgresql://h/d",
                "postgresql://u@h",
                "postgresql://u@h/",
                "postgresql://u@/d",
                "postgresql://u@h:port/d",
                "postgresql://u@h/d?socketFactory=x",
                "postgresql://u@h/d?sslmode",
                "postgresql://u@h/d#x",
                "postgresql://u@h/a b",
                "sqlite:",
                "sqlite::memory:",
                "sqlite://h/f",
                "Embedded"
            })
    void whatIsNoneIsSaidInOneLine(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.of(text), text);
        assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ann:s3cret@h/d",
                "postgresql://ann:s3cret@x@h:1/d",
                "postgresql://ann:s3cret/with/slashes@h/d",
                "postgresql://ann:s3cret?#%@h/d",
                "postgresql://:s3cret@h/d",
                "postgresql://ann@server:s3cret@h/d",
                "postgresql://ann@server:1s3cret@h:1/d",
                "postgresql://ann@h/d?password=s3cret",
                "postgresql://ann@h/d?sslmode=require&sslpassword=s3cret",
                "postgresql://ann@h/d?PASSWORD=s3cret",
                "mysql://ann:s3cret@h/d",
                "jdbc:postgresql://h/d?user=ann&password=s3cret"
            })
    void passwordIsRefusedAndNotShown(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.of(text), text);
        String message = String.valueOf(refused.getMessage());
        assertFalse(message.contains("s3cret"), message);
        assertTrue(message.contains("***"), message);
    }
}
