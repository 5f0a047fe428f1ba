package io.overlap.batcher.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Stands before a real object, and does one of its methods in another way. */
final class Standin {
    /** What is done instead. */
    @FunctionalInterface
    interface Behaviour {
        @Nullable
        Object on(Call call) throws Throwable;
    }

    /** A call that can be let through. */
    static final class Call {
        private final Object real;
        private final Method method;
        private final @Nullable Object @Nullable [] arguments;

        private Call(Object real, Method method, @Nullable Object @Nullable [] arguments) {
            this.real = real;
            this.method = method;
            this.arguments = arguments;
        }

        boolean asksFor(Class<?> type) {
            return arguments != null && type.equals(arguments[0]);
        }

        @Nullable
        Object through() throws Throwable {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }
    }

    private Standin() {}

    static <I> I of(Class<I> type, I real, String method, Behaviour instead) {
        Object standin = Proxy.newProxyInstance(
                Standin.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    Call call = new Call(real, called, arguments);
                    return called.getName().equals(method) ? instead.on(call) : call.through();
                });
        return type.cast(standin);
    }

    /** A pool that hands out its connections changed. */
    static DataSource pool(DataSource pool, UnaryOperator<Connection> change) {
        return of(
                DataSource.class,
                pool,
                "getConnection",
                call -> change.apply(Connection.class.cast(Objects.requireNonNull(call.through()))));
    }
}
