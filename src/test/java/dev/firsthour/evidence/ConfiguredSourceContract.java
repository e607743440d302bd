package dev.firsthour.evidence;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/// What every source over HTTP keeps to beside that has settings of its own: it is a source of the server as soon as it is set up, and its settings keep
/// its credential to themselves.
///
/// @param <S> its settings
public abstract class ConfiguredSourceContract<S extends HttpSettings> extends HttpEvidenceSourceContract {

    protected static final Duration CONNECT = Duration.ofSeconds(5);

    /// Settings by which it is asked at that address with [#TOKEN], takes [#CONNECT] and that long for an answer, three times as long for all, and reads
    /// [#MOST_BYTES].
    protected abstract S properties(URI address, Duration read);

    protected abstract EvidenceSource source(S properties);

    /// The setting that makes it a source of the server.
    protected String setting() {
        return settings() + ".url=http://127.0.0.1:8080";
    }

    @Override
    protected final EvidenceSource source(URI address, Duration read) {
        return source(properties(address, read));
    }

    @Override
    protected final String settings() {
        return "firsthour.evidence." + here().name();
    }

    @Test
    void itIsASourceOfTheServerAsSoonAsItIsSetUp() {
        var server = new ApplicationContextRunner().withUserConfiguration(here().getClass());

        server.run(context -> assertThat(context).doesNotHaveBean(EvidenceSource.class));
        server.withPropertyValues(setting())
                .run(context -> assertThat(context.getBean(EvidenceSource.class).name()).isEqualTo(here().name()));
        server.withPropertyValues(setting(), settings() + ".url=" + here().name() + ":80").run(context -> assertThat(context).hasFailed());
    }

    @Test
    void settingsThatAreLoggedDoNotTellTheCredential() {
        assertThat(properties(URI.create("http://127.0.0.1"), Duration.ZERO).toString()).contains("http://127.0.0.1").doesNotContain(TOKEN);
    }
}
