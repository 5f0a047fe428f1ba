package io.overlap.experiments;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The form that the results of every experiment have as JSON. */
public final class RunJson {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();
    private static final int VERSION = 1;

    private RunJson() {}

    public static String write(
            String experiment, Machine machine, JsonObject parameters, JsonArray rows, List<Claim> claims) {
        JsonObject root = new JsonObject();
        root.addProperty("experiment", experiment);
        root.addProperty("version", VERSION);
        root.add("machine", machine(machine));
        root.add("parameters", parameters);
        root.add("rows", rows);
        root.add("claims", array(claims, GSON::toJsonTree));
        return GSON.toJson(root) + "\n";
    }

    private static JsonObject machine(Machine machine) {
        JsonObject json = new JsonObject();
        json.addProperty("cpu", machine.cpu());
        json.addProperty("cores", machine.cores());
        json.addProperty("memory_bytes", machine.memoryBytes());
        json.addProperty("os", machine.os());
        json.addProperty("kernel", machine.kernel());
        json.addProperty("jvm", machine.jvm());
        json.add("jvm_flags", GSON.toJsonTree(machine.jvmFlags()));
        json.addProperty("gc", machine.gc());
        json.addProperty("transport", machine.transport());
        json.addProperty("commit", machine.commit());
        json.addProperty("dirty", machine.dirty());
        json.addProperty("started", machine.started());
        json.addProperty("load_before", machine.loadBefore());
        json.addProperty("load_after", machine.loadAfter());
        json.addProperty("steal_percent", machine.stealPercent());
        json.addProperty("disturbed", machine.disturbed());
        return json;
    }

    public static JsonElement tree(@Nullable Object value) {
        return value == null ? JsonNull.INSTANCE : GSON.toJsonTree(value);
    }

    public static <T> JsonArray array(Collection<T> values, Function<T, JsonElement> element) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(element.apply(value)));
        return array;
    }
}
