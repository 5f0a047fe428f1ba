package io.overlap.testserver.junit;

import io.overlap.testserver.ManualClock;
import io.overlap.testserver.Scenario;
import io.overlap.testserver.ServerOptions;
import io.overlap.testserver.TestServer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the server of a {@link DelayServer} parameter. */
public final class DelayServerExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(DelayServerExtension.class);

    /** For JUnit. */
    public DelayServerExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.isAnnotated(DelayServer.class) && (type == TestServer.class || type == ManualClock.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        Running running = store.get(parameter.getDeclaringExecutable(), Running.class);
        if (running == null) {
            running = Running.start(parameter);
            store.put(parameter.getDeclaringExecutable(), running);
        }
        if (parameter.getParameter().getType() == TestServer.class) {
            return running.server;
        }
        if (running.clock == null) {
            throw new ParameterResolutionException("a ManualClock without a @DelayServer TestServer beside it");
        }
        return running.clock;
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
            var parameters = Arrays.asList(parameter.getDeclaringExecutable().getParameters());
            DelayServer asked = parameters.stream()
                    .filter(each -> each.getType() == TestServer.class)
                    .map(each -> each.getAnnotation(DelayServer.class))
                    .filter(each -> each != null)
                    .findFirst()
                    .orElseThrow(() -> new ParameterResolutionException(
                            "a ManualClock without a @DelayServer TestServer beside it"));
            boolean manual = parameters.stream().anyMatch(each -> each.getType() == ManualClock.class);
            try {
                ServerOptions options = ServerOptions.DEFAULT
                        .withScenario(Scenario.parse(String.join("\n", asked.scenario())))
                        .withSeed(asked.seed());
                ManualClock clock = manual ? new ManualClock() : null;
                TestServer server = clock == null ? TestServer.start(options) : TestServer.start(options, clock);
                return new Running(server, clock);
            } catch (IllegalArgumentException | IOException e) {
                throw new ParameterResolutionException("no delay server: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
