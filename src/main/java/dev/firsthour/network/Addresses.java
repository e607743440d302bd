package dev.firsthour.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/// The network addresses that one configured host may stand for. What is looked up here is what is connected to: there is no second look-up that
/// could come out differently.
///
/// Whoever runs Firsthour decides by configuration which hosts are asked. Whoever runs the name server of such a host decides nothing: a name never
/// leads to the addresses at which clouds hand credentials to their machines, nor to the neighbours on the link, nor, unless the host itself is
/// written as loopback, to this machine.
public final class Addresses implements DnsResolver {

    /// The machine's own services, at which clouds hand out credentials, beside those that are link-local: Amazon over IPv6, Alibaba, Azure, Oracle.
    private static final Set<InetAddress> METADATA = Set.of(literal("fd00:ec2::254"), literal("100.100.100.200"), literal("168.63.129.16"),
            literal("192.0.0.192"));
    /// Prefixes under which IPv6 carries an IPv4 address in its last four bytes: translation (RFC 6052) and the old compatible form.
    private static final List<byte[]> CARRIERS = List.of(literal("64:ff9b::").getAddress(), literal("::").getAddress());
    private static final int CARRIED_FROM = 12;

    /// How long a look-up holds: longer than the questions about one incident take, so that all of them go to the same place.
    public static final Duration PINNED = Duration.ofSeconds(60);

    private final String host;
    private final String setting;
    private final DnsResolver names;
    private final LongSupplier nanos;
    private @Nullable Pin pin;

    private record Pin(List<InetAddress> addresses, long until) {}

    /// @param host the one host that may be looked up, as configured
    /// @param setting the setting that names it, for complaints
    /// @param names looks names up
    /// @param nanos a clock that only moves forward, in nanoseconds
    /// @throws IllegalArgumentException if the host is an address that nobody may be asked at
    public Addresses(String host, String setting, DnsResolver names, LongSupplier nanos) {
        this.host = bare(host);
        this.setting = setting;
        this.names = names;
        this.nanos = nanos;
        if (isLiteral(this.host)) {
            try {
                check(InetAddress.getByName(this.host));
            } catch (ForbiddenAddress forbidden) {
                throw new IllegalArgumentException(forbidden.getMessage(), forbidden);
            } catch (UnknownHostException none) {
                throw new IllegalArgumentException(setting + " names the host " + host + ", which is none", none);
            }
        }
    }

    @Override
    public synchronized InetAddress[] resolve(String name) throws UnknownHostException {
        if (!bare(name).equalsIgnoreCase(host)) {
            throw new ForbiddenAddress("the host " + name + " is not the one that " + setting + " names");
        }
        long now = nanos.getAsLong();
        if (pin != null && pin.until() - now > 0) return pin.addresses().toArray(InetAddress[]::new);
        InetAddress[] addresses = names.resolve(host);
        for (InetAddress address : addresses) {
            check(address);
        }
        pin = new Pin(List.of(addresses), now + PINNED.toNanos());
        return addresses;
    }

    @Override
    public List<InetSocketAddress> resolve(String name, int port) throws UnknownHostException {
        return Arrays.stream(resolve(name)).map(address -> new InetSocketAddress(address, port)).toList();
    }

    @Override
    public String resolveCanonicalHostname(String name) {
        return name;
    }

    private void check(InetAddress address) throws ForbiddenAddress {
        for (InetAddress meant : Stream.concat(Stream.of(address), carried(address)).toList()) {
            String what = meant.isLinkLocalAddress() || METADATA.contains(meant)
                    ? "hands credentials to whoever runs there, or is a neighbour's"
                    : meant.isAnyLocalAddress() || meant.isMulticastAddress() ? "is no single machine's" : null;
            if (what != null) {
                throw new ForbiddenAddress(
                        setting + " leads to " + meant.getHostAddress() + ", which " + what + ": nothing is asked there");
            }
            if (meant.isLoopbackAddress() && !isLoopback(host)) {
                throw new ForbiddenAddress(setting + " names " + host + ", which leads to this machine itself (" + meant.getHostAddress()
                        + "): write 127.0.0.1 or localhost if that is meant");
            }
        }
    }

    /// The IPv4 address within an IPv6 one, where its form carries one. (The mapped form is an IPv4 address to Java already.)
    private static Stream<InetAddress> carried(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length <= CARRIED_FROM || address.isLoopbackAddress() || address.isAnyLocalAddress()) return Stream.empty();
        boolean carries = CARRIERS.stream().anyMatch(prefix -> Arrays.equals(prefix, 0, CARRIED_FROM, bytes, 0, CARRIED_FROM));
        if (!carries) return Stream.empty();
        try {
            return Stream.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, CARRIED_FROM, bytes.length)));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || (isLiteral(name) && literal(name).isLoopbackAddress());
    }

    private static boolean isLiteral(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    private static InetAddress literal(String address) {
        return InetAddress.ofLiteral(address);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
