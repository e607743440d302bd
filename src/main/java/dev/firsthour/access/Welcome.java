package dev.firsthour.access;

import java.io.PrintStream;
import java.net.InetAddress;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/// Says where Firsthour listens, and on the very first start hands over the first key and a way to sign in. It prints rather than logs:
/// a log is shipped and kept, and the key is to be seen once.
final class Welcome implements ApplicationListener<WebServerInitializedEvent> {

    private static final String FIRST_KEY = "first admin";

    private final ApiKeys keys;
    private final SignInLinks links;
    private final @Nullable InetAddress address;
    private final Supplier<PrintStream> console;

    /// @param address where the server was told to listen; null for everywhere
    Welcome(ApiKeys keys, SignInLinks links, @Nullable InetAddress address, Supplier<PrintStream> console) {
        this.keys = keys;
        this.links = links;
        this.address = address;
        this.console = console;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        // A second server of the same context, as for management, has a namespace and no dashboard.
        if (started.getApplicationContext().getServerNamespace() != null) return;
        String base = "http://" + host() + ":" + started.getWebServer().getPort();
        PrintStream out = console.get();
        out.println("Firsthour listens on " + base);
        keys.first(FIRST_KEY).ifPresent(first -> {
            SignInLink link = links.mint(Role.ADMIN, FIRST_KEY);
            out.println();
            out.println("  Admin API key, shown this once:  " + first.secret());
            out.println("  Sign in, once, within half an hour:  " + base + link.path());
            out.println();
        });
        out.flush();
    }

    /// An address that a browser on this machine can open.
    private String host() {
        if (address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()) return "127.0.0.1";
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
