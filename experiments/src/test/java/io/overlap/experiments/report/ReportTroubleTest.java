package io.overlap.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.StorageException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad file costs one line, which names it, and what it holds; the rest is drawn. */
@Timeout(60)
class ReportTroubleTest {
    private static final String GOOD = "async-2,7,u0,1000,2000,2000,0,200\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"experiment":"compare","version":2}            | is of version 2, this overlap reads version 1
            {"experiment":"poems","version":1}              | is of the experiment "poems"
            {"experiment":"compare"}                        | version is missing
            {"version":"1"}                                 | version is not a number
            {"version":-1}                                  | version is not a number
            {"version":1e999}                               | version is not a number
            {"version":NaN}                                 | run.json:
            {"version":1,"experiment":["compare"]}          | experiment is not a text
            {"version":1,"experiment":"compare"}            | machine is missing
            {"version":1,"experiment":"compare","machine":3} | machine is not an object: 3
            [1,2]                                           | is no JSON object
            null                                            | is no JSON object
            "text"                                          | is no JSON object
            {"version":1,                                   | is no whole JSON: at line 1
            {"version":1,"experiment":"com                  | is no whole JSON: at line 1
            """)
    void aBadRunJsonIsOneLineAndTheChronologiesAreDrawn(String json, String said) throws Exception {
        RunFolder run = new RunFolder(folder).whole().file("run.json", json);
        assertOneTrouble(run, "run.json: ", said);
        assertEquals(
                Set.of("report.md", "timelines.svg", "chronology-async.svg", "chronology-serial.svg"),
                run.drawn().keySet());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            rows           | 3                    | rows is not an array: 3
            rows           | [3]                  | rows[0] is not an object: 3
            rows           | [{}]                 | rows[0].name is missing
            rows           | [{"name":"../x"}]    | rows[0].name is not the name of a variant: "../x"
            rows           | [{"name":" "}]       | rows[0].name is not the name of a variant
            rows           | [{"name":"café"}] | rows[0].name is not the name of a variant
            rows           | [{"name":"a","scaled":0}] | rows[0].scaled is not true or false: 0
            claims         | {}                   | claims is not an array
            claims         | null                 | claims is not an array
            parameters     | []                   | parameters is not an object
            machine        | {"cpu":7}            | machine.cpu is not a text: 7
            """)
    void aWrongTypeIsNamedWithItsPlace(String key, String value, String said) throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        run.root.add(key, JsonParser.parseString(value));
        assertOneTrouble(run.writeJson(), "run.json: ", said);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "median_seconds, rows[1].median_seconds is not a number",
        "trials, rows[1].trials is not an array",
        "equal_work, rows[1].equal_work is not true or false",
        "name, rows[1].name is not a text",
    })
    void aFigureThatMustBeThereIsNotNull(String key, String said) throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        RunFolder.setNull(run.rows.get(1).getAsJsonObject(), key);
        assertOneTrouble(run.writeJson(), "run.json: ", said);
    }

    @Test
    void figuresThatMayBeNullMayBeMissingToo() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        for (String key : List.of("efficiency", "speedup", "max_in_flight", "cpu_seconds", "peak_heap_bytes")) {
            run.rows.get(1).getAsJsonObject().remove(key);
        }
        run.root.add("machine", new JsonObject());
        assertTrue(run.writeJson().draw(), run.troubles::toString);
    }

    @Test
    void figuresOfNothingAndOfTooMuchAreDrawn() throws Exception {
        RunFolder run = new RunFolder(folder);
        run.row("async", 0, 0);
        run.rows.get(0).getAsJsonObject().addProperty("efficiency", 0);
        run.chronology("async", RunFolder.HEAD + "async-1,1,u0,5,5,5,0,200\n");
        run.chronology("serial", RunFolder.HEAD + "serial-1,1,u0,5,5,5,0,200\n");
        run.parameters.addProperty("stopped", true);
        assertTrue(run.writeJson().draw(), run.troubles::toString);
        run.row("serial", 1e18, 1e18);
        assertTrue(run.writeJson().draw(), run.troubles::toString);
        for (String name : run.drawn().keySet()) {
            assertFalse(run.text(name).contains("NaN") || run.text(name).contains("Infinity"), name);
        }
    }

    @Test
    void aRunWithoutRowsIsDrawn() throws Exception {
        RunFolder run = new RunFolder(folder).writeJson();
        assertTrue(run.draw());
        assertTrue(run.text("report.md").contains("No trial ended"));
        assertEquals(Set.of("report.md"), run.drawn().keySet());
    }

    @Test
    void deepNestingEndsInALine() throws Exception {
        RunFolder run = new RunFolder(folder).whole().file("run.json", "[".repeat(1_000_000));
        assertOneTrouble(run, "run.json: ", "is nested too deep");
        run.file("run.json", "{\"a\":".repeat(1_000_000));
        run.troubles.clear();
        assertOneTrouble(run, "run.json: ", "is nested too deep");
    }

    @Test
    void aMissingRunJsonIsOneLine() throws Exception {
        assertOneTrouble(new RunFolder(folder).whole(), "run.json: ", "is missing");
    }

    @Test
    void everyPrefixOfARunJsonIsATruncatedOne() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        String whole = run.root.toString();
        for (int length = 0; length < whole.length(); length += 97) {
            run.troubles.clear();
            run.file("run.json", whole.substring(0, length));
            assertOneTrouble(run, "run.json: ", length == 0 ? "is empty" : "is no whole JSON");
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            async-2,7,u0,1000,2000,20                      | ends in the middle of line 3
            async-2,7,u0,1000,2000,2000,0,20               | ends in the middle of line 3
            async-2,7,u0,1000,2000,2000,0\\n               | line 3 has 7 fields, not 8
            \\n                                            | line 3 has 1 fields, not 8
            async-2,7,u0,soon,2000,2000,0,200\\n           | line 3: arrived_ns is no number from 0 on: "soon"
            async-2,7,u0,-1,2000,2000,0,200\\n             | line 3: arrived_ns is no number from 0 on: "-1"
            async-2,7,u0,1.5,2000,2000,0,200\\n            | line 3: arrived_ns is no number from 0 on: "1.5"
            async-2,7,u0,1,99999999999999999999,2,0,200\\n | line 3: deadline_ns is no number
            async-2,7,u0,1,2,9223372036854775807,0,200\\n  | spans more than a week
            async-2,7,u0,2000,2000,1999,0,200\\n           | line 3: answered before it arrived: 1999 < 2000
            async-2,7,u0,1000,2000,2000,0,2000\\n          | line 3: no status: 2000
            async-2,9999999999,u0,1000,2000,2000,0,200\\n  | line 3: no connection: 9999999999
            async-1,7,u0,1000,2000,2000,0,200\\n           | line 3 is of another trial: async-1 after async-2
            async-2,7,u0,1000,2000,2000,0,200\\n           | has 2 exchanges, its trial made 500 requests
            """)
    void aBadChronologyIsOneLineAndTheRestIsDrawn(String line, String said) throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        run.file("chronology-async.svg", "of an earlier drawing");
        run.chronology("async", RunFolder.HEAD + GOOD + line.replace("\\n", "\n"));

        assertOneTrouble(run, "chronology-async.csv: ", said);
        assertEquals(
                Set.of("report.md", "variants.svg", "chronology-serial.svg"),
                run.drawn().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "a,b,c\n1,2,3\n", RunFolder.HEAD, "trial,connection,name"})
    void aChronologyWithoutExchangesIsOneLine(String csv) throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson().chronology("serial", csv);
        assertOneTrouble(run, "chronology-serial.csv: ", "");
        assertTrue(run.has("chronology-async.svg"));
    }

    @Test
    void bytesThatAreNoTextAreOneLine() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        Files.write(folder.resolve("chronology-async.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 10});
        assertOneTrouble(run, "chronology-async.csv: ", "is not text in UTF-8");
    }

    @Test
    void aFolderInAFilesPlaceIsOneLine() throws Exception {
        RunFolder run = new RunFolder(folder).whole();
        Files.createDirectory(folder.resolve("run.json"));
        assertOneTrouble(run, "run.json: ", "is no file");
    }

    @Test
    void moreThanARunWritesIsNotRead() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        try (var file =
                new RandomAccessFile(folder.resolve("chronology-async.csv").toFile(), "rw")) {
            file.setLength(ChronologyFile.MAX_BYTES + 1);
        }
        assertOneTrouble(run, "chronology-async.csv: ", "more than a run ever writes");
    }

    @Test
    void aRowTooManyIsSaid() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        run.chronology("async", RunFolder.HEAD + GOOD.repeat(100_001));
        assertOneTrouble(run, "chronology-async.csv: ", "has more than 100,000 rows");
    }

    @Test
    void quotedNamesAreRead() throws Exception {
        RunFolder run = new RunFolder(folder);
        run.chronology("x", RunFolder.HEAD + "t,1,\"a,\"\"b\"\"\",1000,2000,2500,500,200\n");
        Chronology chronology = ChronologyFile.read(folder.resolve("chronology-x.csv"));
        assertEquals(1, chronology.size());
        assertEquals(1.5e-6, chronology.seconds(), 1e-12);
    }

    @Test
    void aFolderWithoutARunIsLeftAlone() throws Exception {
        RunFolder run = new RunFolder(folder);
        assertFalse(run.draw());
        assertEquals(1, run.troubles.size());
        assertEquals(Set.of(), run.drawn().keySet());
        assertFalse(Report.isRun(folder.resolve("missing")));
        assertFalse(Report.draw(folder.resolve("missing"), run.troubles::add));
    }

    @Test
    void aReportThatCannotBeWrittenIsAStorageError() throws Exception {
        RunFolder run = new RunFolder(folder).whole().writeJson();
        Files.createDirectory(folder.resolve("report.md"));
        StorageException e = assertThrows(StorageException.class, run::draw);
        assertTrue(String.valueOf(e.getMessage()).contains("make the folder writable"), e::toString);
    }

    private static void assertOneTrouble(RunFolder run, String file, String said) throws Exception {
        assertFalse(run.draw());
        assertEquals(1, run.troubles.size(), run.troubles::toString);
        String line = run.troubles.getFirst();
        assertTrue(line.startsWith(file), line);
        assertTrue(line.contains(said), line);
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.length() < 400, line);
        assertFalse(line.contains(run.path.toString()), line);
        assertTrue(run.text("report.md").contains("## Not drawn\n\n- " + Markdown.text(line)), run.text("report.md"));
        for (String name : run.drawn().keySet()) {
            if (name.endsWith(".svg")) {
                run.svg(name);
            }
        }
    }
}
