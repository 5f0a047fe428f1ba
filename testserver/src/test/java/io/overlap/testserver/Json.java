package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON strictly, as far as the server writes it: maps, lists, strings and numbers. */
final class Json {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Map<String, Object> map(String text) {
        return asMap(parse(text));
    }

    static List<Map<String, Object>> maps(String text) {
        return asMaps(parse(text));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> asMaps(Object value) {
        return (List<Map<String, Object>>) value;
    }

    private static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        assertEquals(text.length(), json.at, "something follows the value");
        return value;
    }

    private Object value() {
        skipSpace();
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        for (boolean more = opens('}'); more; more = goesOn('}')) {
            skipSpace();
            String key = string();
            take(':');
            members.put(key, value());
        }
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        for (boolean more = opens(']'); more; more = goesOn(']')) {
            elements.add(value());
        }
        return elements;
    }

    private boolean opens(char close) {
        at++;
        skipSpace();
        if (text.charAt(at) == close) {
            at++;
            return false;
        }
        return true;
    }

    private boolean goesOn(char close) {
        skipSpace();
        char c = text.charAt(at++);
        assertTrue(c == ',' || c == close, () -> "neither , nor " + close + " at " + at);
        return c == ',';
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            assertTrue(c >= 0x20, () -> "bare control character at " + at);
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c != 'u') {
            assertTrue(c == '"' || c == '\\', () -> "unexpected escape at " + at);
            return c;
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private Double number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        assertTrue(number.lookingAt(), () -> "no value at " + at);
        at = number.end();
        return Double.valueOf(number.group());
    }

    private void take(char expected) {
        skipSpace();
        assertEquals(expected, text.charAt(at++), () -> "at " + at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
