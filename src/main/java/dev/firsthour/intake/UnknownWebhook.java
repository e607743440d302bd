package dev.firsthour.intake;

import java.util.Set;
import java.util.TreeSet;

/// There is no webhook of that name.
public final class UnknownWebhook extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnknownWebhook(String name, Set<String> known) {
        super("there is no webhook '" + name + "': use one of " + String.join(", ", new TreeSet<>(known)));
    }
}
