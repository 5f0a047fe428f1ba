package io.overlap.experiments;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a process does on INT and TERM. The JDK's only way to hear of a signal without ending is {@code sun.misc.Signal},
 * of the module jdk.unsupported; it is called by reflection, because naming it is a compiler warning that cannot be turned
 * off.
 */
public final class Signals {
    private static final int HALTED = 130;

    private Signals() {}

    /** In a child: a terminal's INT goes to the whole group and is the parent's to answer. */
    static void ignoreInterrupt() {
        try {
            handle(
                    "INT",
                    Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.SignalHandler", e);
        }
    }

    /**
     * The first INT or TERM runs {@code drain}, the second {@code stopNow}, the third halts this process with 130. They run
     * on a thread of their own and may take their time.
     */
    public static void onStop(Runnable drain, Runnable stopNow) {
        AtomicInteger heard = new AtomicInteger();
        Runnable next = () -> {
            switch (heard.incrementAndGet()) {
                case 1 -> drain.run();
                case 2 -> stopNow.run();
                default -> Runtime.getRuntime().halt(HALTED);
            }
        };
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object handler =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                        next.run();
                        return null;
                    });
            handle("INT", handler);
            handle("TERM", handler);
        } catch (ClassNotFoundException e) {
            throw new LinkageError("sun.misc.SignalHandler", e);
        }
    }

    private static void handle(String name, Object handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Signal", e);
        }
    }
}
