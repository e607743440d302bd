package dev.firsthour.evidence.sql;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.Deadline;
import dev.firsthour.network.Addresses;

/// The way to one database for one question: to guarded addresses alone, within a time that even an answer which comes byte by byte keeps, and
/// for so many bytes. For one thread; its end closes what is open.
final class Route implements AutoCloseable {

    /// Of some hundred rows of at most two statements each, many times over.
    private static final long MOST_BYTES = 8 << 20;

    private final Addresses addresses;
    private final String host;
    private final int port;
    private final Duration connect;
    private final Deadline deadline;
    private final Thread watch;
    private volatile @Nullable Socket socket;

    /// @param addresses what the host may stand for
    /// @param connect how long until it accepts a connection
    /// @param deadline when what is open is closed, whoever waits
    Route(Addresses addresses, String host, int port, Duration connect, Deadline deadline) {
        this.addresses = addresses;
        this.host = host;
        this.port = port;
        this.connect = connect;
        this.deadline = deadline;
        this.watch = Thread.ofVirtual().name("sql-deadline").start(this::watch);
    }

    private void watch() {
        try {
            Thread.sleep(deadline.left());
            hangUp();
        } catch (InterruptedException _) {
            // The question is over.
        }
    }

    /// A socket that is connected; the one before it, if there was one, is closed.
    Socket connect() throws IOException {
        hangUp();
        IOException refused = new IOException("the host " + host + " has no address");
        for (InetAddress address : addresses.resolve(host)) {
            Duration left = deadline.left().compareTo(connect) < 0 ? deadline.left() : connect;
            if (!left.isPositive()) break;
            Socket next = new Bounded();
            socket = next;
            try {
                next.connect(new InetSocketAddress(address, port), (int) Math.max(1, left.toMillis()));
                return next;
            } catch (IOException cause) {
                next.close();
                refused = cause;
            }
        }
        throw refused;
    }

    /// Whether its time is over.
    boolean isOver() {
        return !deadline.left().isPositive();
    }

    private void hangUp() {
        Socket open = socket;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException _) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        hangUp();
    }

    /// Stops in the midst of an answer that is too large.
    private static final class Bounded extends Socket {

        private long read;

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {

                @Override
                public int read() throws IOException {
                    int one = super.read();
                    count(one < 0 ? 0 : 1);
                    return one;
                }

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    int some = super.read(into, from, length);
                    count(some);
                    return some;
                }
            };
        }

        private void count(int bytes) throws IOException {
            read += Math.max(0, bytes);
            if (read > MOST_BYTES) throw new IOException("it answered with more than " + MOST_BYTES + " bytes");
        }
    }
}
