package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of a comparison's JSON that scripts rely on: a key, its type, and ? where it may be null. */
public final class JsonForm {
    private static final String ROOT =
            "experiment:string version:number machine:object parameters:object rows:array claims:array";
    private static final String MACHINE =
            "cpu:string cores:number memory_bytes:number os:string kernel:string jvm:string"
                    + " jvm_flags:array gc:string transport:string? commit:string? dirty:boolean? started:string"
                    + " load_before:number load_after:number steal_percent:number? disturbed:boolean?";
    private static final String PARAMETERS =
            "variants:array client:string n:number delay_ms:number? cap:number reps:number warmup:number"
                    + " full_serial:boolean target:string ideal_seconds:number? stopped:boolean";
    private static final String ROW =
            "name:string client:string scaled:boolean median_seconds:number low_seconds:number"
                    + " high_seconds:number efficiency:number? speedup:number? requests:number failures:object bytes:number"
                    + " max_in_flight:number? lateness_ms:object? cpu_seconds:number peak_heap_bytes:number"
                    + " peak_rss_bytes:number? answers_hash:string equal_work:boolean trials:array";
    private static final String TRIAL = "seconds:number cpu_seconds:number requests:number failures:object bytes:number"
            + " max_in_flight:number? lateness_ms:object?";
    private static final String CLAIM = "id:string claim:string value:number bound:number unit:string holds:boolean";
    private static final String LATENESS = "p50:number p99:number p999:number max:number";

    private static final Pattern ABSOLUTE_PATH = Pattern.compile("(?<![\\w.])/\\w");

    private JsonForm() {}

    static JsonObject check(String json) {
        JsonObject root = JsonParser.parseString(json).getAsJsonObject();
        check(ROOT, root);
        check(MACHINE, root.getAsJsonObject("machine"));
        check(PARAMETERS, root.getAsJsonObject("parameters"));
        for (JsonElement row : root.getAsJsonArray("rows")) {
            check(ROW, row.getAsJsonObject());
            checkLateness(row.getAsJsonObject());
            for (JsonElement trial : row.getAsJsonObject().getAsJsonArray("trials")) {
                check(TRIAL, trial.getAsJsonObject());
                checkLateness(trial.getAsJsonObject());
            }
        }
        root.getAsJsonArray("claims").forEach(claim -> check(CLAIM, claim.getAsJsonObject()));
        return root;
    }

    private static void checkLateness(JsonObject holder) {
        if (holder.get("lateness_ms").isJsonObject()) {
            check(LATENESS, holder.getAsJsonObject("lateness_ms"));
        }
    }

    private static void check(String form, JsonObject object) {
        Set<String> keys = new LinkedHashSet<>();
        for (String field : form.split(" ", -1)) {
            String key = field.substring(0, field.indexOf(':'));
            String type = field.substring(field.indexOf(':') + 1);
            keys.add(key);
            String found = typeOf(object.get(key));
            boolean asked =
                    type.equals(found) || (type.equals(found + "?") || (type.endsWith("?") && found.equals("null")));
            assertTrue(asked, key + " is to be " + type + ": " + object.get(key));
        }
        assertEquals(keys, object.keySet());
    }

    private static String typeOf(@Nullable JsonElement value) {
        if (value == null) {
            return "missing";
        }
        if (value.isJsonNull()) {
            return "null";
        }
        if (value.isJsonArray() || value.isJsonObject()) {
            return value.isJsonArray() ? "array" : "object";
        }
        return value.getAsJsonPrimitive().isString()
                ? "string"
                : value.getAsJsonPrimitive().isBoolean() ? "boolean" : "number";
    }

    /** No absolute path, no user and no host. */
    public static void checkSaysNothingOfThePlace(String json) {
        assertFalse(ABSOLUTE_PATH.matcher(json).find(), json);
        assertFalse(json.contains("127.0.0.1") || json.contains("localhost"), json);
        for (String name : Arrays.asList(System.getProperty("user.name"), hostName())) {
            assertFalse(
                    Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                            .matcher(json)
                            .find(),
                    name + " in " + json);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
