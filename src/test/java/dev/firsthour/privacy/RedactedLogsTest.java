package dev.firsthour.privacy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;

class RedactedLogsTest {

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    private final Logger logger = context.getLogger("dev.firsthour.test");

    @BeforeEach
    void writeToMemory() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder plain = new PatternLayoutEncoder();
        plain.setContext(context);
        plain.setPattern("%level %msg%n%ex");
        plain.start();
        appender.setContext(context);
        appender.setEncoder(plain);
        appender.setOutputStream(written);
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    private String log(String message, Object... arguments) {
        logger.info(message, arguments);
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsSecretIsNotWrittenWhetherInTheMessageItsArgumentsOrAStackTrace() {
        RedactedLogs.wrap(appender, PrivacyRules.NONE);
        String text = log("login of {} with password={} failed", "ada@example.com", "hunter2hunter2",
                new IllegalStateException("postgres://shop:s3cr3tpw@db/orders is away"));
        assertThat(text).startsWith("INFO login of email-").contains("password=[REDACTED:password]").contains("IllegalStateException")
                .doesNotContain("ada@example.com").doesNotContain("hunter2").doesNotContain("s3cr3tpw");
    }

    @Test
    void whatAnInstallationAddsIsTakenOutOfItsLogsToo() {
        RedactedLogs.wrap(appender, new PrivacyRules(List.of(), List.of(new CustomPattern("badge", "badge ([A-Z]{2}[0-9]{6})", "secret"))));
        assertThat(log("door opened with badge AB123456")).contains("badge [REDACTED:badge]");
    }

    @Test
    void wrappingTwiceIsWrappingOnce() {
        RedactedLogs.wrap(appender, PrivacyRules.NONE);
        var once = appender.getEncoder();
        RedactedLogs.wrap(appender, PrivacyRules.NONE);
        assertThat(appender.getEncoder()).isSameAs(once);
    }

    @Test
    void anEntryThatCannotBeRedactedIsWithheld() {
        RedactingEncoder failing = new RedactingEncoder((_, _) -> {
            throw new IllegalStateException("broken");
        });
        failing.setEncoder(appender.getEncoder());
        appender.setEncoder(failing);
        assertThat(log("password=hunter2hunter2")).isEqualTo("[withheld: redaction failed]\n");
    }

    @Test
    void aTextThatCannotBeRedactedIsWithheldEverywhereElseToo() {
        Redactor failing = Redactors.failingClosed((_, _) -> {
            throw new IllegalStateException("broken");
        });
        assertThat(failing.redact("password=hunter2hunter2", "scope")).isEqualTo(new Redacted("[withheld: redaction failed]", 1));
    }
}
