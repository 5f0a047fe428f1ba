package io.overlap.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The JDK tells the first 4 KB, and a class path may be longer. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException goneOrNoLinux) {
            return told(process);
        }
    }

    private static String told(ProcessHandle process) {
        return String.join(" ", process.info().arguments().orElse(new String[0]));
    }
}
