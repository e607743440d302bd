package dev.firsthour.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Real programs that some tests run beside Firsthour: a browser, a Prometheus. A test that needs one says so first:
///
///     Path prometheus = Peers.require("prometheus");
///
/// Where the program is missing the test is skipped with a word that names it; with `FIRSTHOUR_REQUIRE_PEERS=true` in the environment,
/// as in CI, it fails. `./firsthour test` fetches what it can.
public final class Peers {

    private static final Map<String, String> DEBIAN_PACKAGES = Map.of("chromium", "chromium", "chromedriver", "chromium-driver",
            "shellcheck",
            "shellcheck", "prometheus", "prometheus", "promtool", "prometheus", "prometheus-alertmanager", "prometheus-alertmanager", "npm",
            "npm", "mariadbd", "mariadb-server-core");

    /// Where that program lies; the test ends here if it is missing.
    ///
    /// @throws IllegalArgumentException if the program is none that `./firsthour test` knows to fetch
    public static Path require(String program) {
        String debianPackage = DEBIAN_PACKAGES.get(program);
        if (debianPackage == null) {
            throw new IllegalArgumentException(program + " is no known peer: add it here and to PEER_PROGRAMS in ./firsthour");
        }
        return found(find(program), program + " is not on the PATH: ./firsthour test fetches it where it can, or install Debian's package "
                + debianPackage);
    }

    /// The beginning of a command that runs Alertmanager; the test ends here if it is missing. Debian's looks for its template in `/usr/share` and
    /// nowhere else: where it is unpacked rather than installed, it is given that folder as its package has it, in a name space of its own.
    public static List<String> requireAlertmanager() {
        Path program = require("prometheus-alertmanager");
        Path share = program.resolveSibling("../share").normalize();
        if (Files.exists(Path.of("/usr/share/prometheus/alertmanager/default.tmpl"))) return List.of(program.toString());
        return List.of("unshare", "--map-root-user", "--mount", "sh", "-c", "mount --bind \"$1\" /usr/share && shift && exec \"$@\"", "sh",
                share.toString(), program.toString());
    }

    /// The folder of OpenSearch's libraries; the test ends here if it is missing.
    public static Path requireOpenSearch() {
        Path folder = Checkout.root().resolve("target/peers/opensearch");
        return found(Optional.of(folder).filter(Files::isDirectory),
                "OpenSearch's libraries are not in target/peers/opensearch: ./firsthour test "
                        + "fetches them");
    }

    private static Path found(Optional<Path> found, String otherwise) {
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("FIRSTHOUR_REQUIRE_PEERS"))) Assertions.fail(otherwise);
            Assumptions.abort(otherwise);
        }
        return found.orElseThrow();
    }

    private static Optional<Path> find(String program) {
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
        // Where `./firsthour test` unpacks them, so that a test that is run by itself finds them too.
        Stream<Path> unpacked = Stream.of("target/peers/usr/bin", "target/peers/usr/sbin").map(Checkout.root()::resolve);
        // Servers of a package that is installed lie where an ordinary user's PATH does not lead.
        return Stream.of(path, unpacked, Stream.of(Path.of("/usr/sbin"))).flatMap(folders -> folders).map(folder -> folder.resolve(program))
                .filter(Files::isExecutable).findFirst();
    }

    private Peers() {}
}
