package io.overlap.experiments;

import java.util.List;

/** The processes that this one, or another, has started. */
final class Children {
    private Children() {}

    static List<ProcessHandle> of(ProcessHandle parent, Class<?> main) {
        return parent.descendants()
                .filter(child -> commandLine(child).contains(main.getName()))
                .toList();
    }

    static List<ProcessHandle> ofThisProcess(Class<?> main) {
        return of(ProcessHandle.current(), main);
    }

    private static String commandLine(ProcessHandle process) {
        return String.join(" ", process.info().arguments().orElse(new String[0]));
    }
}
