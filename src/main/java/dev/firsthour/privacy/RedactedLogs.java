package dev.firsthour.privacy;

import java.util.Iterator;

import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;

/// Puts a [RedactingEncoder] around the encoder of every appender that writes, whichever way logging is configured (console, file, structured), as soon as
/// it is configured.
public final class RedactedLogs implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /// As `META-INF/spring.factories` names it.
    public RedactedLogs() {}

    /// After Spring Boot has configured the logging.
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        install(rules(event.getEnvironment()));
    }

    // A wrong setting is told, with its remedy, when the context reads it; until then the logs do without it.
    private static PrivacyRules rules(Environment environment) {
        try {
            return Binder.get(environment).bind("firsthour.privacy", PrivacyProperties.class).map(PrivacyProperties::rules)
                    .orElse(PrivacyRules.NONE);
        } catch (BindException told) {
            return PrivacyRules.NONE;
        }
    }

    static void install(PrivacyRules rules) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) return;
        context.getLoggerList().forEach(logger -> {
            for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext();) {
                if (all.next() instanceof OutputStreamAppender<ILoggingEvent> writing) wrap(writing, rules);
            }
        });
    }

    static void wrap(OutputStreamAppender<ILoggingEvent> appender, PrivacyRules rules) {
        if (appender.getEncoder() instanceof RedactingEncoder) return;
        RedactingEncoder redacting = new RedactingEncoder(rules);
        redacting.setContext(appender.getContext());
        redacting.setEncoder(appender.getEncoder());
        redacting.start();
        appender.setEncoder(redacting);
    }
}
