package io.overlap.batcher.http;

import org.jspecify.annotations.Nullable;

/** Why a request was never sent. */
final class UnsentException extends Exception {
    private static final long serialVersionUID = 1;

    UnsentException(String why) {
        this(why, null);
    }

    UnsentException(String why, @Nullable Throwable cause) {
        super(why, cause, false, false);
    }
}
