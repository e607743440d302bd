package dev.firsthour.evidence.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.SocketFactory;

/// Where the drivers get their sockets from, by this class's name: each is connected already, to where the [Route] of the asking thread leads. A driver
/// that asks from another thread, or for another host, gets none.
public final class GuardedSockets extends SocketFactory {

    static final ScopedValue<Route> ROUTE = ScopedValue.newInstance();

    /// For the drivers.
    public GuardedSockets() {}

    @Override
    public Socket createSocket() throws IOException {
        return ROUTE.orElseThrow(() -> new IOException("no question is being asked")).connect();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw elsewhere();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw elsewhere();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw elsewhere();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw elsewhere();
    }

    private static IOException elsewhere() {
        return new IOException("a driver does not choose where it connects to");
    }
}
