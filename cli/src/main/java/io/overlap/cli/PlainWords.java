package io.overlap.cli;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the words of a command while they are plain: {@code --name value} and {@code --flag}, each at most once. All else
 * (help, mistakes, {@code --name=value}) is picocli's, which needs a tenth of a second to get ready: its classes are
 * compiled for Java 5, and such the JVM's cache does not hold.
 *
 * <p>The options are the fields of the command that picocli knows: {@code fullSerial} is {@code --full-serial}, {@code n} is
 * {@code -n}. A test holds the two against each other.
 */
final class PlainWords {
    private PlainWords() {}

    /** Sets the fields that the words name; false if picocli has to read them, into a new command. */
    static boolean read(Object command, List<String> words) {
        Map<String, Place> options = options(command);
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            Place option = options.remove(rest.next());
            if (option == null || !set(option, rest)) {
                return false;
            }
        }
        return true;
    }

    /** Where an option's value goes: a field of a command, or of the options that it shares with others. */
    record Place(Object holder, Field field) {
        Object get() {
            try {
                field.setAccessible(true);
                return field.get(holder);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }

        void set(Object value) {
            try {
                field.setAccessible(true);
                field.set(holder, value);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The options of a command by name. */
    static Map<String, Place> options(Object command) {
        Map<String, Place> options = new HashMap<>();
        for (Field field : command.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isVolatile(field.getModifiers())) {
                Place place = new Place(command, field);
                if (field.getType() == OutputOptions.class) {
                    options.putAll(options(place.get()));
                } else {
                    options.put(nameOf(field.getName()), place);
                }
            }
        }
        return options;
    }

    private static String nameOf(String field) {
        StringBuilder name = new StringBuilder(field.length() == 1 ? "-" : "--");
        for (int i = 0; i < field.length(); i++) {
            char letter = field.charAt(i);
            if (Character.isUpperCase(letter)) {
                name.append('-');
            }
            name.append(Character.toLowerCase(letter));
        }
        return name.toString();
    }

    private static boolean set(Place option, Iterator<String> rest) {
        Field field = option.field();
        Object value = field.getType() == boolean.class ? true : value(field, rest);
        if (value != null) {
            option.set(value);
        }
        return value != null;
    }

    /** What the next word comes to; null if it is none that is plain. */
    private static @Nullable Object value(Field option, Iterator<String> rest) {
        String word = rest.hasNext() ? rest.next() : "";
        if (word.isEmpty() || (word.startsWith("-") && word.length() > 1)) {
            return null;
        }
        if (option.getType() == String.class) {
            return word;
        }
        try {
            return option.getType() == Integer.class ? Integer.valueOf(word) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
