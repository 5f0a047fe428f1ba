package io.overlap.batcher.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.overlap.batcher.AsyncBatcher;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The batcher with one line of its source changed, compiled in memory, and the simulation that runs it. */
final class Mutant extends ClassLoader {
    private static final String PACKAGE = "io.overlap.batcher.";
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "overlap", "batcher");

    private final Map<String, ByteArrayOutputStream> changed = new HashMap<>();

    /** Changes the one place in the source of this type that has the text. */
    Mutant(JavaCompiler compiler, String type, String text, String mutation) throws IOException {
        super(Mutant.class.getClassLoader());
        String source = Files.readString(SOURCES.resolve(type + ".java"));
        int at = source.indexOf(text);
        assertTrue(at >= 0, () -> "not in " + type + ", choose another line to change: " + text);
        assertEquals(at, source.lastIndexOf(text), () -> "more than once in " + type + ": " + text);
        compile(compiler, type, source.replace(text, mutation));
    }

    private void compile(JavaCompiler compiler, String type, String source) {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("mem:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        String classPath = Stream.of(AsyncBatcher.class, Nullable.class, Logger.class)
                .map(Mutant::location)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> options = List.of("-classpath", classPath, "-proc:none", "-nowarn", "-XDuseUnsharedTable=true");
        StringWriter messages = new StringWriter();
        JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null));
        assertTrue(
                compiler.getTask(messages, files, null, options, null, List.of(file))
                        .call(),
                messages::toString);
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    changed.put(name, bytes);
                    return bytes;
                }
            };
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = bytes(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        ByteArrayOutputStream mutated = changed.get(name);
        if (mutated != null) {
            return mutated.toByteArray();
        }
        try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (original == null) {
                throw new ClassNotFoundException(name);
            }
            return original.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** What the simulation finds with one of so many seeds, or null. */
    @Nullable
    Throwable find(int seeds) throws ReflectiveOperationException {
        Constructor<?> simulation = loadClass(PACKAGE + "simulation.Simulation").getConstructor(long.class);
        for (long seed = 0; seed < seeds; seed++) {
            Object run = simulation.newInstance(seed);
            try {
                run.getClass().getMethod("run").invoke(run);
            } catch (InvocationTargetException e) {
                return e.getCause();
            }
        }
        return null;
    }
}
