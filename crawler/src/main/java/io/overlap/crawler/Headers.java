package io.overlap.crawler;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer's header fields, in the order sent. Names compare without case. Immutable. */
public final class Headers implements Iterable<Map.Entry<String, String>> {
    /** No fields. */
    public static final Headers NONE = new Headers(EmptyHttpHeaders.INSTANCE);

    private final HttpHeaders fields;

    Headers(HttpHeaders fields) {
        this.fields = fields;
    }

    /** The first value of a field; null if the field is not there. */
    public @Nullable String first(String name) {
        return fields.get(name);
    }

    /** All values of a field, in order. */
    public List<String> all(String name) {
        return Collections.unmodifiableList(fields.getAll(name));
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return fields.entries().stream()
                .map(field -> Map.entry(field.getKey(), field.getValue()))
                .iterator();
    }

    @Override
    public String toString() {
        return fields.entries().toString();
    }
}
