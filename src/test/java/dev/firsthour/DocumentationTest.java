package dev.firsthour;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

import dev.firsthour.testing.Checkout;

import static org.assertj.core.api.Assertions.assertThat;

/// The documentation is under test: it names every setting with its default and every call, and nothing that is not there.
class DocumentationTest {

    private static final Path ROOT = Checkout.root();
    private static final Pattern SETTING_ROW = Pattern.compile("\\| `(firsthour\\.[a-z0-9.-]+)` \\| (?:`([^`]*)`|none) \\| .{10,} \\|");
    private static final Pattern CALL_ROW = Pattern.compile("\\| `((?:GET|POST|PUT|PATCH|DELETE) /api/[^`]*)` \\|");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");

    @Test
    void everySettingStandsInTheTableWithItsDefaultAndNoOther() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/configuration.md"));
        var documented = new TreeMap<String, String>();
        SETTING_ROW.matcher(text).results().forEach(row -> documented.put(row.group(1), String.valueOf(row.group(2))));

        assertThat(settings()).isNotEmpty();
        assertThat(documented).isEqualTo(settings());
    }

    @Test
    void everySettingCanBeGivenAsTheVariableThatTheDocumentationSays() {
        for (String setting : settings().keySet()) {
            String variable = setting.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
            var environment = new StandardEnvironment();
            environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("test", Map.of(variable, "given")));
            ConfigurationPropertySources.attach(environment);

            assertThat(Binder.get(environment).bind(setting, Bindable.of(String.class)).orElse("not bound")).as(variable)
                    .isEqualTo("given");
        }
    }

    @Test
    void everyCallStandsInTheApiPageAndNoOther() throws IOException {
        var documented = CALL_ROW.matcher(Files.readString(ROOT.resolve("docs/api.md"))).results().map(row -> row.group(1)).toList();

        assertThat(calls()).isNotEmpty();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(calls());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        List<String> dead = LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)).filter(link -> !link.contains("://"))
                .filter(link -> !Files.exists(page.resolveSibling(link))).toList();

        assertThat(dead).as("dead links of %s", page).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noPageNamesASettingThatIsNone(Path page) throws IOException {
        var known = settings().keySet();
        List<String> unknown = Pattern.compile("`(?:--)?(firsthour\\.[a-z][a-z0-9.-]+[a-z0-9])[=`]").matcher(Files.readString(page))
                .results()
                .map(name -> name.group(1)).filter(name -> !name.endsWith(".jar")).filter(name -> known.stream().noneMatch(
                        setting -> setting.equals(name) || setting.startsWith(name + ".")))
                .toList();

        assertThat(unknown).as("settings that %s names", page).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.concat(top, docs), Stream.of(ROOT.resolve("examples/README.md")))
                    .filter(path -> path.toString().endsWith(".md")).toList();
        }
    }

    /// All settings with their defaults; `null` where there is none.
    private static Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        for (Class<?> type : classesWith(ConfigurationProperties.class)) {
            String prefix = Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(type, ConfigurationProperties.class))
                    .prefix();
            collect(prefix, type, settings);
        }
        return settings;
    }

    private static void collect(String prefix, Class<?> type, Map<String, String> settings) {
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String name = prefix + "." + components[i].getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (components[i].getType().isRecord()) {
                collect(name, components[i].getType(), settings);
            } else {
                DefaultValue value = type.getDeclaredConstructors()[0].getParameters()[i].getAnnotation(DefaultValue.class);
                settings.put(name, value == null || value.value().length == 0 || value.value()[0].isEmpty()
                        ? "null"
                        : String.join(",", value.value()));
            }
        }
    }

    /// All calls of the API as in `GET /api/v1/incidents/{id}`.
    private static Collection<String> calls() {
        var calls = new TreeSet<String>();
        for (Class<?> controller : classesWith(RestController.class)) {
            var whole = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
            for (Method method : controller.getDeclaredMethods()) {
                var own = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (own == null || whole == null) continue;
                for (RequestMethod verb : own.method()) {
                    for (String base : whole.path()) {
                        for (String rest : own.path().length == 0 ? new String[]{""} : own.path()) {
                            calls.add(verb + " " + base + rest);
                        }
                    }
                }
            }
        }
        return calls;
    }

    private static List<Class<?>> classesWith(Class<? extends Annotation> annotation) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
                return true;
            }
        };
        scanner.addIncludeFilter(new AnnotationTypeFilter(annotation));
        var classes = new ArrayList<Class<?>>();
        scanner.findCandidateComponents("dev.firsthour").forEach(found -> classes.add(ClassUtils.resolveClassName(
                String.valueOf(found.getBeanClassName()), DocumentationTest.class.getClassLoader())));
        return classes;
    }
}
