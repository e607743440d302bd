package dev.firsthour.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ResourceUrlEncodingFilter;
import org.springframework.web.servlet.resource.VersionResourceResolver;

import dev.firsthour.access.Keyring;
import dev.firsthour.incident.AnalysisId;
import dev.firsthour.incident.EvidenceId;
import dev.firsthour.incident.IncidentId;
import dev.firsthour.incident.Severity;
import dev.firsthour.incident.Status;
import dev.firsthour.timeline.Archive;
import dev.firsthour.timeline.Timeline;
import dev.firsthour.web.api.ApiJson;
import dev.firsthour.web.live.Streams;
import dev.firsthour.web.problem.Answers;
import dev.firsthour.web.problem.EdgeFilter;
import dev.firsthour.web.problem.ProblemValve;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import tools.jackson.databind.json.JsonMapper;

/// How the web is wired. What keeps it safe is set here and not in a file, so that no configuration can forget it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebProperties.class)
class WebConfiguration implements WebMvcConfigurer {

    /// Addresses of assets hold a hash of their content, so what was fetched once is good for ever.
    private static final CacheControl FOR_EVER = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final String[] LIBRARIES = {"htmx.org", "uplot"};
    /// What is left of a body that was refused is read up to here, so that the caller sees the answer and not a broken connection.
    private static final int SWALLOWED_BYTES = 64 * 1024 * 1024;
    /// Forms of the dashboard hold a comment at most.
    private static final int FORM_BYTES = 256 * 1024;

    @Bean
    JsonMapperBuilderCustomizer apiJson() {
        return ApiJson::shape;
    }

    @Bean
    Answers answers(JsonMapper json) {
        return new Answers(json);
    }

    @Bean
    FilterRegistrationBean<Filter> edge(Answers answers) {
        return outermost(new EdgeFilter(answers), 0);
    }

    @Bean
    FilterRegistrationBean<Filter> bodyBound(WebProperties settings) {
        return outermost(new BodyBound(settings.maxBody()), 1);
    }

    @Bean
    FilterRegistrationBean<Filter> assetAddresses() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new ResourceUrlEncodingFilter());
        registration.setOrder(0);
        return registration;
    }

    private static FilterRegistrationBean<Filter> outermost(Filter filter, int order) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + order);
        return registration;
    }

    @Bean(destroyMethod = "close")
    Streams streams(Timeline timeline, Archive archive, Keyring keyring, WebProperties settings, Optional<MeterRegistry> meters) {
        Streams streams = new Streams(timeline, archive, keyring::lives, settings.maxStreams(), settings.streamPoll(),
                settings.streamHeartbeat());
        meters.ifPresent(registry -> Gauge.builder("firsthour.streams.open", streams, Streams::count)
                .description("Live streams that are open").register(registry));
        return streams;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return server -> {
            server.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) host.setErrorReportValveClass(ProblemValve.class.getName());
            });
            server.addConnectorCustomizers(connector -> {
                connector.setMaxPostSize(FORM_BYTES);
                connector.setProperty("maxSwallowSize", Integer.toString(SWALLOWED_BYTES));
            });
        };
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, IncidentId.class, IncidentId::parse);
        registry.addConverter(String.class, AnalysisId.class, AnalysisId::parse);
        registry.addConverter(String.class, EvidenceId.class, EvidenceId::parse);
        registry.addConverter(String.class, Severity.class, text -> word("severity", text, Severity::of, Severity.values()));
        registry.addConverter(String.class, Status.class, text -> word("status", text, Status::of, Status.values()));
    }

    private static <E extends Enum<E>> E word(String what, String text, Function<String, Optional<E>> find, E[] all) {
        return find.apply(text).orElseThrow(() -> new IllegalArgumentException(what + " '" + text + "' is not known: use one of "
                + Arrays.stream(all).map(value -> value.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "))));
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**").addResourceLocations("classpath:/assets/").addResourceLocations(libraries())
                .setCacheControl(FOR_EVER).resourceChain(true).addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
    }

    /// The folders of the libraries' own jars. Their versions are read from the jars, so that they stand in the build alone.
    private static Resource[] libraries() {
        return Arrays.stream(LIBRARIES).map(name -> {
            ClassPathResource about = new ClassPathResource("META-INF/maven/org.webjars.npm/" + name + "/pom.properties");
            try {
                String version = PropertiesLoaderUtils.loadProperties(about).getProperty("version");
                return new ClassPathResource("META-INF/resources/webjars/" + name + "/" + version + "/dist/");
            } catch (IOException missing) {
                throw new UncheckedIOException("the library " + name + " of the dashboard is not on the class path", missing);
            }
        }).toArray(Resource[]::new);
    }
}
