package dev.firsthour.evidence;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.evidence.Endpoint.Answer.Failed;
import dev.firsthour.network.Addresses;
import dev.firsthour.network.ForbiddenAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AddressesTest {

    private final AtomicLong nanos = new AtomicLong();

    /// A name server that gives one answer after the other.
    private static final class Names implements DnsResolver {

        private final Deque<String> answers;

        Names(String... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[]{InetAddress.ofLiteral(Objects.requireNonNull(answers.poll(), "looked up once too often"))};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private Addresses named(String host, String... answers) {
        return new Addresses(host, "firsthour.evidence.some.url", new Names(answers), nanos::get);
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "169.254.0.1", "fe80::1", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192",
            "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "::a9fe:a9fe", "0.0.0.0", "::", "224.0.0.1"})
    void aNameThatLeadsToAGuardedAddressIsRefused(String address) {
        assertThatExceptionOfType(ForbiddenAddress.class)
                .isThrownBy(() -> named("metrics.example.org", address).resolve("metrics.example.org"))
                .withMessageContaining("firsthour.evidence.some.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "0.0.0.0"})
    void aGuardedAddressIsRefusedAsSettingToo(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> named(address)).withMessageContaining("nothing is asked there");
    }

    @Test
    void aNameOfAnotherMachineDoesNotLeadToThisOne() {
        assertThatExceptionOfType(ForbiddenAddress.class)
                .isThrownBy(() -> named("metrics.example.org", "127.0.0.1").resolve("metrics.example.org"))
                .withMessageContaining("write 127.0.0.1 or localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "prometheus.localhost", "127.0.0.1", "::1"})
    void thisMachineIsAskedWhereItIsMeant(String host) throws UnknownHostException {
        assertThat(named(host, host.equals("::1") ? "::1" : "127.0.0.1").resolve(host)).hasSize(1);
    }

    @Test
    void addressesWithinTheHouseAreAsked() throws UnknownHostException {
        assertThat(named("prometheus", "10.1.2.3").resolve("prometheus")).hasSize(1);
    }

    @Test
    void aNameIsLookedUpOnceSoThatItCannotComeOutDifferentlyInBetween() throws UnknownHostException {
        Addresses addresses = named("metrics.example.org", "10.1.2.3", "10.1.2.4");

        assertThat(addresses.resolve("metrics.example.org")).containsExactly(InetAddress.ofLiteral("10.1.2.3"));
        assertThat(addresses.resolve("metrics.example.org")).containsExactly(InetAddress.ofLiteral("10.1.2.3"));
        nanos.addAndGet(Addresses.PINNED.toNanos());
        assertThat(addresses.resolve("metrics.example.org")).containsExactly(InetAddress.ofLiteral("10.1.2.4"));
    }

    @Test
    void noOtherHostIsLookedUp() {
        assertThatExceptionOfType(ForbiddenAddress.class).isThrownBy(() -> named("metrics.example.org").resolve("elsewhere.example.org"));
    }

    @Test
    void whatIsConnectedToIsWhatWasLookedUp() {
        var endpoint = new Endpoint("some", "firsthour.evidence.some", URI.create("http://metrics.example.org:80"), Credential.none(),
                Map.of(),
                new Endpoint.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1000), new Names("169.254.169.254"), Clock.systemUTC());

        assertThat(endpoint.get("/", List.of(), Duration.ofSeconds(5))).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).contains("169.254.169.254", "firsthour.evidence.some.url");
            assertThat(failed.lasting()).isTrue();
        });
    }
}
