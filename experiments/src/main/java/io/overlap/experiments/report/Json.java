package io.overlap.experiments.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object of a JSON file that knows where it stands there, so that what is wrong can be said with its place. */
final class Json {
    private static final double MOST = 1e18;

    /** What an object tells in a number. */
    @FunctionalInterface
    interface Figure {
        double of(Json object) throws BadFileException;
    }

    private final String file;
    private final String place;
    private final JsonObject object;

    private Json(String file, String place, JsonObject object) {
        this.file = file;
        this.place = place;
        this.object = object;
    }

    static Json parse(String file, String text) throws BadFileException {
        JsonElement root;
        try {
            root = JsonParser.parseString(text);
        } catch (JsonParseException e) {
            String wrong = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            boolean nested = wrong.contains("Nesting limit");
            String where = wrong.replaceFirst("^.*(?= at line )", "").replaceFirst(" path.*", "");
            boolean placed = where.startsWith(" at line");
            throw new BadFileException(
                    file,
                    (nested ? "is nested too deep" : "is no whole JSON")
                            + (placed && !nested ? ":" + where : "")
                            + "; was the run cut off? make it again");
        }
        if (!root.isJsonObject()) {
            throw new BadFileException(file, "is no JSON object");
        }
        return new Json(file, "", root.getAsJsonObject());
    }

    Json object(String key) throws BadFileException {
        JsonElement value = present(key);
        if (!value.isJsonObject()) {
            throw wrong(key, "an object", value);
        }
        return new Json(file, place + key + ".", value.getAsJsonObject());
    }

    List<Json> objects(String key) throws BadFileException {
        JsonElement array = present(key);
        if (!array.isJsonArray()) {
            throw wrong(key, "an array", array);
        }
        List<Json> objects = new ArrayList<>();
        for (JsonElement element : array.getAsJsonArray()) {
            String name = key + "[" + objects.size() + "]";
            if (!element.isJsonObject()) {
                throw wrong(name, "an object", element);
            }
            objects.add(new Json(file, place + name + ".", element.getAsJsonObject()));
        }
        return objects;
    }

    /** The same of a file that has no more of them than that. */
    List<Json> objects(String key, int most) throws BadFileException {
        List<Json> objects = objects(key);
        if (objects.size() > most) {
            throw new BadFileException(file, "has more than " + most + " " + place + key);
        }
        return objects;
    }

    /** A figure of each of some objects. */
    List<Double> figures(String key, Figure figure) throws BadFileException {
        List<Double> figures = new ArrayList<>();
        for (Json object : objects(key)) {
            figures.add(figure.of(object));
        }
        return figures;
    }

    List<String> texts(String key) throws BadFileException {
        JsonElement array = present(key);
        if (!array.isJsonArray()) {
            throw wrong(key, "an array", array);
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array.getAsJsonArray()) {
            if (!(element instanceof JsonPrimitive primitive) || !primitive.isString()) {
                throw wrong(key + "[" + texts.size() + "]", "a text", element);
            }
            texts.add(element.getAsString());
        }
        return texts;
    }

    /** Figures, each as {@link #number(String)} reads it. */
    List<Double> numbers(String key) throws BadFileException {
        JsonElement array = present(key);
        if (!array.isJsonArray()) {
            throw wrong(key, "an array", array);
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonElement element : array.getAsJsonArray()) {
            numbers.add(number(key + "[" + numbers.size() + "]", element));
        }
        return numbers;
    }

    /** The object if it is there and not null. */
    @Nullable
    Json objectOrNull(String key) throws BadFileException {
        return isNull(key) ? null : object(key);
    }

    String text(String key) throws BadFileException {
        JsonElement value = present(key);
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
            throw wrong(key, "a text", value);
        }
        return value.getAsString();
    }

    @Nullable
    String textOrNull(String key) throws BadFileException {
        return isNull(key) ? null : text(key);
    }

    boolean truth(String key) throws BadFileException {
        JsonElement value = present(key);
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.getAsBoolean();
    }

    boolean truthOrFalse(String key) throws BadFileException {
        return !isNull(key) && truth(key);
    }

    /** A figure of a run: finite, not below 0. */
    double number(String key) throws BadFileException {
        return number(key, present(key));
    }

    private double number(String key, JsonElement value) throws BadFileException {
        double number = anyNumber(value);
        if (number >= 0) {
            return number;
        }
        throw wrong(key, "a number from 0 on", value);
    }

    /** NaN for what is no number, or too large for a figure. */
    private static double anyNumber(JsonElement value) {
        boolean number = value instanceof JsonPrimitive primitive && primitive.isNumber();
        return number && Math.abs(value.getAsDouble()) <= MOST ? value.getAsDouble() : Double.NaN;
    }

    @Nullable
    Double numberOrNull(String key) throws BadFileException {
        return isNull(key) ? null : number(key);
    }

    /** A difference, which may be below 0. */
    double signed(String key) throws BadFileException {
        JsonElement value = present(key);
        double number = anyNumber(value);
        if (Double.isNaN(number)) {
            throw wrong(key, "a number", value);
        }
        return number;
    }

    @Nullable
    Double signedOrNull(String key) throws BadFileException {
        return isNull(key) ? null : signed(key);
    }

    /** A number that counts something there is. */
    int positive(String key) throws BadFileException {
        double value = number(key);
        if (value < 1 || value > Integer.MAX_VALUE || value != Math.rint(value)) {
            throw wrong(key, "a whole number from 1 on", present(key));
        }
        return (int) value;
    }

    /** Counts by name. */
    Map<String, Long> counts(String key) throws BadFileException {
        Json counted = object(key);
        Map<String, Long> counts = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : counted.object.entrySet()) {
            counts.put(entry.getKey(), (long) counted.number(entry.getKey(), entry.getValue()));
        }
        return counts;
    }

    private boolean isNull(String key) {
        return !object.has(key) || object.get(key).isJsonNull();
    }

    private JsonElement present(String key) throws BadFileException {
        JsonElement value = object.get(key);
        if (value == null) {
            throw new BadFileException(file, place + key + " is missing");
        }
        return value;
    }

    /** Something of this object is not as it should be. */
    BadFileException wrong(String key, String expected, Object value) {
        String shown = String.valueOf(value);
        return new BadFileException(
                file,
                place + key + " is not " + expected + ": "
                        + (shown.length() > 40 ? shown.substring(0, 40) + "…" : shown));
    }
}
