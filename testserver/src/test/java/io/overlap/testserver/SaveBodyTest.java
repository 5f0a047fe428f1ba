package io.overlap.testserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which items a body has. */
class SaveBodyTest {
    @Test
    void itemIsKnownByItsFieldIdOrByItself() {
        assertEquals(
                List.of("7", "x", "8", "{\"b\":[1.50,true,null]}", "\"x\"", "1e3", "[[]]", "{\"a\":1}", "null"),
                ids(
                        "[ {\"n\":{\"id\":1},\"id\":7}, {\"id\":\"x\"}, 8, { \"b\" : [1.50, true, null] }, \"x\", 1e3, [[ ]],"
                                + "{\"id\":{\"a\":1}}, {\"id\":null}]",
                        ""));
    }

    @Test
    void linesAreItems() {
        assertEquals(
                List.of("1", "a"), ids("{\"id\":1}\n\n  {\"id\":\"a\"}\r\n", "application/x-ndjson; charset=utf-8"));
        assertEquals(List.of("1", "2"), ids("1\n2", ""));
        assertEquals(List.of("[1,2]", "[3]"), ids("[1, 2]\n[3]", "application/x-ndjson"));
        assertEquals(List.of(), ids("", "application/x-ndjson"));
    }

    @Test
    void documentIsAnArrayOrOneItem() {
        assertEquals(List.of(), ids(" [ ] ", "application/json"));
        assertEquals(List.of("1"), ids("{\n \"id\": 1\n}\n", "application/json"));
        assertEquals(List.of("1"), ids("{\n \"id\": 1\n}\n", "Application/JSON"));
        assertEquals(List.of("é€𝄞"), ids("[{\"id\":\"é€𝄞\"}]", "application/json"));
    }

    @Test
    void readingEndsBeyondTheMost() {
        assertEquals(3, SaveBody.ids(bytes("[1,2,3,4,5"), "", 2).size());
        assertEquals(3, SaveBody.ids(bytes("1\n2\n3\n4\n?"), "", 2).size());
        assertEquals(2, SaveBody.ids(bytes("[1,2]"), "", 2).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[1 2]",
                "[1]x",
                "[1][2]",
                "[{]",
                "[{\"id\"}]",
                "[{\"id\":}]",
                "[\"a]",
                "['a']",
                "[a]",
                "[01]",
                "[NaN]",
                "{\"id\":1} {\"id\":2}",
                "]",
                "}",
                "[tRue]",
                "[\"\\x\"]",
                "[1];",
                "// c\n[1]",
                "[1\u0000]"
            })
    void whatIsNotJsonIsRefusedInOneLine(String text) {
        for (String type : List.of("", "application/json", "application/x-ndjson")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> ids(text, type), type);
            assertTrue(String.valueOf(refused.getMessage()).startsWith("body is not JSON"), refused::toString);
        }
    }

    @Test
    void emptyDocumentIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ids("", "application/json"));
        assertThrows(IllegalArgumentException.class, () -> ids(" \n", "application/json"));
    }

    @Test
    void placeOfTheMistakeIsTold() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> ids("1\n2\nx\n", ""));
        assertEquals("body is not JSON, or nested deeper than 64, after 2 items", refused.getMessage());
    }

    @Test
    void nestingIsBounded() {
        assertEquals(1, ids("[" + "[".repeat(63) + "]".repeat(63) + "]", "").size());
        assertThrows(IllegalArgumentException.class, () -> ids("[".repeat(65) + "]".repeat(65), ""));
        assertThrows(IllegalArgumentException.class, () -> ids("[".repeat(500_000), ""));
        String deepIds = "{\"id\":".repeat(100_000);
        assertThrows(IllegalArgumentException.class, () -> ids(deepIds, ""));
    }

    @Test
    void idIsBounded() {
        String longest = "x".repeat(200);
        assertEquals(List.of(longest), ids("[{\"id\":\"" + longest + "\"}]", ""));
        assertEquals(List.of("\"" + "x".repeat(198) + "\""), ids("[\"" + "x".repeat(198) + "\"]", ""));
        assertEquals(List.of("1"), ids("[{\"big\":\"" + "x".repeat(100_000) + "\",\"id\":1}]", ""));
        for (String item :
                List.of("{\"id\":\"x" + longest + "\"}", "\"" + longest + "\"", "{\"a\":\"" + longest + "\"}")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> ids("[1," + item + "]", ""), item);
            assertEquals(
                    "id of item 2 longer than 200 characters (an object's field id, else the whole item)",
                    refused.getMessage());
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        ByteBuffer latin1 = ByteBuffer.wrap(new byte[] {'[', '"', (byte) 0xe9, '"', ']'});
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SaveBody.ids(latin1, "", 9));
        assertEquals("body is not UTF-8", refused.getMessage());
    }

    private static List<String> ids(String text, String contentType) {
        return SaveBody.ids(bytes(text), contentType, SavePlan.MAX_ITEMS);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
