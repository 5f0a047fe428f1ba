package io.overlap.testserver;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * The items in a body of {@code POST /save}, told apart by their ids: the field {@code id} of an object (a string's
 * characters, or compact JSON), else the item itself as compact JSON.
 */
final class SaveBody {
    static final int MAX_ID = 200;
    static final int MAX_NESTING = 64;

    private final List<String> ids = new ArrayList<>();
    private final int most;

    private SaveBody(int most) {
        this.most = most;
    }

    /**
     * Reads a body: one JSON value a line if its type says so, or if it says nothing of JSON and does not begin with
     * {@code [}; else an array, or one item.
     *
     * @return the ids in their order; {@code most + 1} of them if there are more than {@code most}
     * @throws IllegalArgumentException if the body cannot be read; the message says where
     */
    static List<String> ids(ByteBuffer bytes, String contentType, int most) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("body is not UTF-8");
        }
        SaveBody body = new SaveBody(most);
        String type = contentType.toLowerCase(Locale.ROOT);
        boolean saysLines = type.contains("ndjson") || type.contains("jsonl");
        boolean isArray = text.stripLeading().startsWith("[");
        if (saysLines || (!isArray && !type.contains("json"))) {
            body.readLines(text);
        } else {
            body.readDocument(text, isArray);
        }
        return body.ids;
    }

    private void readLines(String text) {
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext() && ids.size() <= most) {
            String line = lines.next();
            if (!line.isBlank()) {
                readDocument(line, false);
            }
        }
    }

    private void readDocument(String text, boolean isArray) {
        JsonReader in = new JsonReader(new StringReader(text));
        in.setStrictness(Strictness.STRICT);
        in.setNestingLimit(MAX_NESTING);
        try {
            if (isArray) {
                in.beginArray();
                while (in.hasNext()) {
                    ids.add(bounded(id(in)));
                    if (ids.size() > most) {
                        return;
                    }
                }
                in.endArray();
            } else {
                ids.add(bounded(id(in)));
            }
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalStateException();
            }
        } catch (IOException | IllegalStateException e) {
            // Gson's own words are several lines and speak of its methods.
            throw new IllegalArgumentException("body is not JSON, or nested deeper than " + MAX_NESTING + ", after "
                    + ids.size() + (ids.size() == 1 ? " item" : " items"));
        }
    }

    private String bounded(String id) {
        if (id.length() > MAX_ID) {
            throw new IllegalArgumentException("id of item " + (ids.size() + 1) + " longer than " + MAX_ID
                    + " characters (an object's field id, else the whole item)");
        }
        return id;
    }

    /** Reads one value and returns its id, which may be cut off beyond the bound. */
    private static String id(JsonReader in) throws IOException {
        Head compact = new Head();
        JsonWriter out = new JsonWriter(compact);
        String id = null;
        int depth = 0;
        do {
            switch (in.peek()) {
                case BEGIN_ARRAY -> {
                    in.beginArray();
                    out.beginArray();
                    depth++;
                }
                case END_ARRAY -> {
                    in.endArray();
                    out.endArray();
                    depth--;
                }
                case BEGIN_OBJECT -> {
                    in.beginObject();
                    out.beginObject();
                    depth++;
                }
                case END_OBJECT -> {
                    in.endObject();
                    out.endObject();
                    depth--;
                }
                case NAME -> {
                    String name = in.nextName();
                    out.name(name);
                    if (depth == 1 && name.equals("id")) {
                        id = in.peek() == JsonToken.STRING ? in.nextString() : id(in);
                        out.nullValue();
                    }
                }
                case STRING -> out.value(in.nextString());
                case NUMBER -> out.jsonValue(in.nextString()); // as sent, with all its digits
                case BOOLEAN -> out.value(in.nextBoolean());
                case NULL -> {
                    in.nextNull();
                    out.nullValue();
                }
                case END_DOCUMENT -> throw new EOFException();
            }
        } while (depth > 0);
        out.flush();
        return id == null ? compact.text.toString() : id;
    }

    /** Keeps just enough to see that it is too long. */
    private static final class Head extends Writer {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] chars, int offset, int length) {
            text.append(chars, offset, Math.min(length, MAX_ID + 1 - text.length()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
