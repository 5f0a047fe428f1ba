package io.overlap.testserver.junit;

import io.overlap.testserver.ManualClock;
import io.overlap.testserver.TestServer;
import io.overlap.testserver.TestServerBuilder;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the servers of {@link DelayServer} parameters. */
public final class DelayServerExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(DelayServerExtension.class);

    /** For JUnit. */
    public DelayServerExtension() {}

    /** What a constructor asks for is its test's, not its class's; JUnit before 5.12 does not look here. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(DelayServer.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == TestServer.class) {
            return server(parameter, context.getStore(NAMESPACE));
        }
        if (type == ManualClock.class) {
            return clock(parameter, context.getStore(NAMESPACE));
        }
        throw new ParameterResolutionException("@DelayServer before a " + type.getName()
                + ": it gives a TestServer, and a ManualClock right after one");
    }

    private static TestServer server(ParameterContext parameter, ExtensionContext.Store store) {
        Object key = key(parameter, parameter.getIndex());
        Running running = store.get(key, Running.class);
        if (running == null) { // there is one if a constructor asked under an old JUnit
            running = Running.start(parameter);
            store.put(key, running);
        }
        return running.server;
    }

    private static ManualClock clock(ParameterContext parameter, ExtensionContext.Store store) {
        Running before = store.get(key(parameter, parameter.getIndex() - 1), Running.class);
        if (before == null || before.clock == null) {
            throw new ParameterResolutionException("a ManualClock stands right after the @DelayServer TestServer"
                    + " whose time it is; before this one there is none");
        }
        return before.clock;
    }

    private static Object key(ParameterContext parameter, int index) {
        return List.of(parameter.getDeclaringExecutable(), index);
    }

    /** A server, until its test is over. JUnit 5.12 and before close the one interface, later ones the other. */
    @SuppressWarnings("deprecation")
    private static final class Running implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        final TestServer server;
        final @Nullable ManualClock clock;

        private Running(TestServer server, @Nullable ManualClock clock) {
            this.server = server;
            this.clock = clock;
        }

        static Running start(ParameterContext parameter) {
            DelayServer asked = parameter.findAnnotation(DelayServer.class).orElseThrow();
            try {
                TestServerBuilder builder = TestServer.builder()
                        .scenario(String.join("\n", asked.scenario()))
                        .seed(asked.seed());
                if (!isBeforeAClock(parameter)) {
                    return new Running(builder.start(), null);
                }
                ManualClock clock = new ManualClock();
                return new Running(builder.clock(clock).start(), clock);
            } catch (IllegalArgumentException | IOException e) {
                throw new ParameterResolutionException("no delay server: " + e.getMessage(), e);
            }
        }

        private static boolean isBeforeAClock(ParameterContext parameter) {
            Parameter[] all = parameter.getDeclaringExecutable().getParameters();
            int next = parameter.getIndex() + 1;
            return next < all.length && all[next].getType() == ManualClock.class;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
