package dev.firsthour.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the files of this checkout lie that are no classes: Maven runs tests in its root.
public final class Checkout {

    public static Path root() {
        Path root = Path.of("").toAbsolutePath();
        if (!Files.exists(root.resolve("pom.xml"))) {
            throw new IllegalStateException("tests run in the root of the checkout, beside pom.xml, not in " + root);
        }
        return root;
    }

    private Checkout() {}
}
