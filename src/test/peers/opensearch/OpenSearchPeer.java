import java.io.IOException;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/// One real OpenSearch node on loopback, until its standard input ends: so it never outlives the test that started it.
public final class OpenSearchPeer {

    /// @param arguments its folder, its HTTP port, its transport port
    public static void main(String[] arguments) throws IOException {
        try (var runner = new OpenSearchRunner()) {
            runner.onBuild((_, settings) -> settings.put("http.port", arguments[1]).put("transport.port", arguments[2])
                    .put("network.host", "127.0.0.1").put("discovery.type", "single-node"));
            runner.build(OpenSearchRunner.newConfigs().basePath(arguments[0]).clusterName("peer").numOfNode(1));
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
        System.exit(0);
    }
}
